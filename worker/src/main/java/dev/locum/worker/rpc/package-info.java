/**
 * The worker on the wire: its questions to the auth service, and what goes out with a call to a
 * downstream.
 *
 * <p><b>What decides here</b>: nothing; answers are read as decisions of the auth service only when
 * they are about the delegation. <b>When nothing is configured</b>: a call without a declared
 * action does not leave. <b>What the caller is told</b>: a gRPC status with one {@code Refusal}.
 */
@NullMarked
package dev.locum.worker.rpc;

import org.jspecify.annotations.NullMarked;
