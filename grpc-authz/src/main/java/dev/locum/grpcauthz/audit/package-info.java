/**
 * Carries spooled audit events to the auth service, and turns events into their wire form and back,
 * and denials into the decisions of events.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: events stay in the
 * spool; none is lost and none is dropped. <b>What the caller is told</b>: nothing.
 *
 * <p>Start with {@link dev.locum.grpcauthz.audit.AuditShipper} and {@link
 * dev.locum.grpcauthz.audit.AuditEventWire}.
 */
@NullMarked
package dev.locum.grpcauthz.audit;

import org.jspecify.annotations.NullMarked;
