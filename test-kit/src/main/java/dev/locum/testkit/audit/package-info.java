/**
 * A sink of audit events that a test can ask and can break.
 *
 * <p><b>What decides here</b>: the test. <b>When nothing is configured</b>: every event is kept, in
 * memory. <b>What the caller is told</b>: what a real sink would say.
 */
@NullMarked
package dev.locum.testkit.audit;

import org.jspecify.annotations.NullMarked;
