/**
 * The auth service as the trigger sees it: every question about a token or a delegation is asked
 * there.
 *
 * <p><b>What decides here</b>: nothing; the auth service does. <b>When nothing is configured</b>:
 * the trigger does not start without an auth service and a credential of its own. <b>What the
 * caller is told</b>: the auth service's own public reason, or {@code AUTHORITY_UNAVAILABLE} when
 * it does not answer in time.
 */
@NullMarked
package dev.locum.trigger.authority;

import org.jspecify.annotations.NullMarked;
