package dev.locum.token;

import java.time.Duration;

/**
 * The kinds of token. Each has its own rules, mutually exclusive with every other's, so that no
 * kind is accepted in another's place (RFC 8725 §3.12).
 */
public enum TokenKind {
  /** Who the user is; used at the trigger (RFC 9068). */
  ACCESS("at+jwt", Duration.ofMinutes(10)),
  /** What the user allowed one workflow to do (OAuth Transaction Tokens). */
  DELEGATION("txntoken+jwt", Duration.ofMinutes(15)),
  /** A delegation narrowed to one downstream (RFC 8693, RFC 9068). */
  DOWNSTREAM("at+jwt", Duration.ofSeconds(60)),
  /** Which service calls (RFC 6749 §4.4, RFC 9068). */
  SERVICE("at+jwt", Duration.ofMinutes(5)),
  /** How a workload proves itself to the auth service (RFC 7523bis). */
  CLIENT_ASSERTION("client-authentication+jwt", Duration.ofSeconds(60));

  private final String type;
  private final Duration longestLife;

  TokenKind(String type, Duration longestLife) {
    this.type = type;
    this.longestLife = longestLife;
  }

  /** The exact {@code typ} header (RFC 7515 §4.1.9). */
  public String type() {
    return type;
  }

  /**
   * The longest life a token of this kind may have; enforced at issue and at every verification.
   */
  public Duration longestLife() {
    return longestLife;
  }
}
