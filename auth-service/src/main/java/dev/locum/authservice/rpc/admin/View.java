package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.store.UnitOfWork;
import dev.locum.token.TenantId;
import java.util.Optional;

/**
 * Something that an administrator asks to see.
 *
 * @param tenant whose it is; empty: the platform's
 * @param work reads it
 * @param <A> what is answered
 */
record View<A>(Optional<TenantId> tenant, UnitOfWork<A> work) {

  static <A> View<A> of(TenantId tenant, UnitOfWork<A> work) {
    return new View<>(Optional.of(tenant), work);
  }

  static <A> View<A> of(UnitOfWork<A> work) {
    return new View<>(Optional.empty(), work);
  }
}
