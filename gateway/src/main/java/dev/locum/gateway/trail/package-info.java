/**
 * What the gateway tells of refusals.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: the gateway does not
 * start without a spool for audit events. <b>What the caller is told</b>: a refusal that cannot be
 * recorded is {@code AUTHORITY_UNAVAILABLE}, which is a refusal too.
 */
@NullMarked
package dev.locum.gateway.trail;

import org.jspecify.annotations.NullMarked;
