/**
 * The auth service as the gateway sees it: whose a credential is, and what a delegation is good
 * for.
 *
 * <p><b>What decides here</b>: nothing; the auth service does. Its answers are kept for at most
 * five seconds, in bounded memory. <b>When nothing is configured</b>: the gateway does not start
 * without an auth service and a credential of its own. <b>What the caller is told</b>: the auth
 * service's public reason, or {@code AUTHORITY_UNAVAILABLE} when it does not answer in time;
 * nothing is allowed then.
 *
 * <p>Start with {@link dev.locum.gateway.authority.Authority}.
 */
@NullMarked
package dev.locum.gateway.authority;

import org.jspecify.annotations.NullMarked;
