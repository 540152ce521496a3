/**
 * A clock that a test moves.
 *
 * <p><b>What decides here</b>: the test. <b>When nothing is configured</b>: time stands still.
 * <b>What the caller is told</b>: the time that the test has set.
 */
@NullMarked
package dev.locum.testkit.time;

import org.jspecify.annotations.NullMarked;
