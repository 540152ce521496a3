package dev.locum.authservice.rpc.admin;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.TenantId;
import java.util.Optional;

/**
 * A change that an administrator asks for: read and right in form, but not made yet.
 *
 * @param about what it is about, for the trail
 * @param work makes it
 * @param afterwards what follows its commit
 * @param widening whether it gives more than there is; unless it is said, it does
 * @param <A> what is answered
 */
record Change<A>(About about, Work<A> work, Runnable afterwards, Widening widening) {

  /**
   * What a change is about.
   *
   * @param type type of its event
   * @param what the entity, such as {@code tenant alice}
   * @param tenant whose it is; empty: the platform's
   * @param isScopedWithin whether the work itself checks whose it is, since only it knows
   * @param isTold whether the change leaves its event itself; its refusals are told of here anyway
   */
  record About(
      AuditEventType type,
      String what,
      Optional<TenantId> tenant,
      boolean isScopedWithin,
      boolean isTold) {}

  /**
   * Makes a change in one transaction.
   *
   * @param <A> what is answered
   */
  @FunctionalInterface
  interface Work<A> {

    /** Makes it; what else is worth telling goes into the event. */
    A make(Transaction tx, AuditDraft event);
  }

  /** A change of something of the platform. */
  static <A> Change<A> of(String what, Work<A> work) {
    return of(what, Optional.empty(), work);
  }

  /** A change of something of a tenant. */
  static <A> Change<A> of(String what, TenantId tenant, Work<A> work) {
    return of(what, Optional.of(tenant), work);
  }

  /** A change of something that may be a tenant's. */
  static <A> Change<A> of(String what, Optional<TenantId> tenant, Work<A> work) {
    return new Change<>(
        new About(AuditEventType.ADMINISTERED, what, tenant, false, false),
        work,
        () -> {},
        Widening.ALWAYS);
  }

  /** The same with an event of its own type. */
  Change<A> as(AuditEventType type) {
    return new Change<>(
        new About(type, about.what(), about.tenant(), about.isScopedWithin(), about.isTold()),
        work,
        afterwards,
        widening);
  }

  /** The same of which the work itself checks whose it is. */
  Change<A> scopedWithin() {
    return new Change<>(
        new About(about.type(), about.what(), about.tenant(), true, about.isTold()),
        work,
        afterwards,
        widening);
  }

  /** The same of which the domain leaves the event. */
  Change<A> toldByTheDomain() {
    return new Change<>(
        new About(about.type(), about.what(), about.tenant(), about.isScopedWithin(), true),
        work,
        afterwards,
        widening);
  }

  /** The same of which it is known when it gives more; else it always waits for approval. */
  Change<A> widening(Widening how) {
    return new Change<>(about, work, afterwards, how);
  }

  /** The same with something that follows its commit. */
  Change<A> then(Runnable next) {
    return new Change<>(about, work, next, widening);
  }
}
