/**
 * Waiting for what another thread or process does, always with a deadline.
 *
 * <p><b>What decides here</b>: the condition of the test. <b>When nothing is configured</b>: ten
 * seconds. <b>What the caller is told</b>: what did not come true, and why it was not true the last
 * time.
 */
@NullMarked
package dev.locum.testkit.await;

import org.jspecify.annotations.NullMarked;
