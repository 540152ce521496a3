/**
 * For unit tests of activities: a context without a server.
 *
 * <p><b>What decides here</b>: the test. <b>When nothing is configured</b>: an activity that asks
 * for its context fails with a clear error, in a test as in production. <b>What the caller is
 * told</b>: what the test says.
 */
@NullMarked
package dev.locum.worker.testing;

import org.jspecify.annotations.NullMarked;
