package dev.locum.authservice.user;

import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.Store;
import java.time.Clock;

/**
 * Where users and sessions are recorded, together with what is told of them.
 *
 * @param store keeps them
 * @param trail keeps their audit events in the same transaction
 * @param clock says when
 */
public record Records(Store store, AuditTrail trail, Clock clock) {}
