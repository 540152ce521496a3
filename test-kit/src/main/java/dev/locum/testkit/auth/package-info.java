/**
 * An auth service for tests: a real gRPC server with real tokens, whose state is in memory and
 * whose every answer a test can replace.
 *
 * <p><b>What decides here</b>: {@link dev.locum.testkit.auth.FakeAuthService}, by the rules of
 * {@code delegation.proto} that a caller can notice; the test by {@code answer}, {@code refuse} and
 * {@code goDown}. <b>When nothing is configured</b>: the world of the demo, see {@link
 * dev.locum.testkit.auth.FakeWorld}; a caller without a service token is refused. <b>What the
 * caller is told</b>: the same status and {@code Refusal} as by the real one.
 */
@NullMarked
package dev.locum.testkit.auth;

import org.jspecify.annotations.NullMarked;
