package dev.locum.gateway.wire;

import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.Callers;
import dev.locum.gateway.caller.Credential;
import dev.locum.gateway.caller.GatewayCaller;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, and until when that is known. The credential is shown first; the rest may be
 * asked by any thread.
 */
final class CallerProof {

  private final Callers callers;
  private final Clock clock;

  private @Nullable Credential credential;
  private volatile String address = "";
  private volatile Authentication.@Nullable Proven proven;

  CallerProof(Callers callers, Clock clock) {
    this.callers = callers;
    this.clock = clock;
  }

  /** Says where the call comes from. */
  void from(String where) {
    address = where;
  }

  /** Where the call comes from; empty: unknown. */
  String address() {
    return address;
  }

  /** Asks whose the credential is. The answer counts once it is accepted. */
  CompletableFuture<Authentication> show(Credential shown) {
    credential = shown;
    return callers.authenticate(shown, address);
  }

  /** Asks the same again. */
  CompletableFuture<Authentication> showAgain() {
    Credential shown = credential;
    if (shown == null) {
      throw new IllegalStateException("credential: none was shown");
    }
    return callers.authenticate(shown, address);
  }

  void accept(Authentication.Proven by) {
    proven = by;
  }

  /** Whether the caller was proven, be it long ago. */
  boolean isAccepted() {
    return proven != null;
  }

  /** Whether the caller need not be asked about again. */
  boolean isFresh() {
    Authentication.Proven by = proven;
    return by != null && clock.instant().isBefore(by.validUntil());
  }

  /**
   * The caller.
   *
   * @throws IllegalStateException if none was accepted
   */
  GatewayCaller caller() {
    Authentication.Proven by = proven;
    if (by == null) {
      throw new IllegalStateException("caller: not proven");
    }
    return by.caller();
  }

  /** The workload's name; empty if none was accepted. */
  String workloadName() {
    Authentication.Proven by = proven;
    return by == null ? "" : by.caller().workload().value();
  }

  /** The tenant's name; empty for a workload of the platform, or if none was accepted. */
  String tenantName() {
    Authentication.Proven by = proven;
    return by == null ? "" : by.caller().tenantName();
  }
}
