package dev.locum.worker.verification;

import dev.locum.token.RawToken;
import java.time.Instant;

/**
 * A token and when it stops counting.
 *
 * @param token the token, a secret
 * @param expiresAt at this instant it is expired
 * @param boundToKey whether each call with it needs a proof of this process's key
 */
public record Ticket(RawToken token, Instant expiresAt, boolean boundToKey) {

  /** A token that is bound to no key of ours. */
  public Ticket(RawToken token, Instant expiresAt) {
    this(token, expiresAt, false);
  }
}
