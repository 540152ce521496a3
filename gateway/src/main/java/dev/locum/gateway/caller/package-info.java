/**
 * Who is at the other end of a connection, and what they may touch.
 *
 * <p><b>What decides here</b>: the auth service says whose a credential is and what it is granted;
 * nothing that a caller writes into a message counts. <b>When nothing is configured</b>: a
 * connection without a proven workload may call nothing, and a namespace without a grant does not
 * exist. <b>What the caller is told</b>: {@code NO_CREDENTIAL} or {@code CREDENTIAL_REJECTED}.
 *
 * <p>Start with {@link dev.locum.gateway.caller.GatewayCaller}.
 */
@NullMarked
package dev.locum.gateway.caller;

import org.jspecify.annotations.NullMarked;
