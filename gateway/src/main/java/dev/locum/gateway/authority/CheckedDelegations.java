package dev.locum.gateway.authority;

import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.CheckDelegationResponse;
import dev.locum.token.denial.Rejection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the auth service whether a delegation is good for a call or task, and keeps each allowance
 * for at most five seconds for the same question. Refusals are not kept. Thread-safe.
 */
public final class CheckedDelegations {

  /** Bounds memory; a question holds a token of a few hundred bytes. */
  private static final int SIZE = 20_000;

  private final Authority authority;
  private final Clock clock;
  private final BriefMemory<CheckDelegationRequest, Told> memory;

  /** An answer; no rejection means that the delegation is good. */
  private record Told(Optional<Rejection> rejection, Instant validUntil) {}

  /** Uses a client of the auth service. */
  public CheckedDelegations(Authority authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
    this.memory = new BriefMemory<>(SIZE, clock, Told::validUntil);
  }

  /**
   * Asks.
   *
   * @param question with an empty correlation id, so that equal questions are equal
   * @return why the delegation is refused or cannot be verified now, or empty; never fails
   */
  public CompletableFuture<Optional<Rejection>> check(CheckDelegationRequest question) {
    return memory.get(question, this::ask).thenApply(Told::rejection);
  }

  private CompletableFuture<Told> ask(CheckDelegationRequest question) {
    Instant asked = clock.instant();
    return authority
        .check(question)
        .thenApply(answer -> new Told(Optional.empty(), until(answer, asked)))
        .exceptionally(
            failure -> new Told(Optional.of(Authority.rejectionOf(failure)), Instant.MIN));
  }

  private static Instant until(CheckDelegationResponse answer, Instant asked) {
    return asked.plus(
        Duration.ofSeconds(answer.getValidFor().getSeconds(), answer.getValidFor().getNanos()));
  }
}
