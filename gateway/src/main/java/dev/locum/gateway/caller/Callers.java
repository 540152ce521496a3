package dev.locum.gateway.caller;

import java.util.concurrent.CompletableFuture;

/** Says whose a credential is. Thread-safe; never blocks. */
@FunctionalInterface
public interface Callers {

  /**
   * Whose it is.
   *
   * @param address where it was shown, empty: unknown; credentials that count nowhere are bounded
   *     for each
   * @return never fails: what cannot be told is {@link Authentication.Refused}
   */
  CompletableFuture<Authentication> authenticate(Credential credential, String address);
}
