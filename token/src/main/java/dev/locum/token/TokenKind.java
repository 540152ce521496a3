package dev.locum.token;

/**
 * The kinds of token. Each has its own rules, mutually exclusive with every other's, so that no kind is
 * accepted in another's place (RFC 8725 §3.12).
 */
public enum TokenKind {
  /** Who the user is; used at the trigger (RFC 9068). */
  ACCESS("at+jwt"),
  /** What the user allowed one workflow to do (OAuth Transaction Tokens). */
  DELEGATION("txntoken+jwt"),
  /** A delegation narrowed to one downstream (RFC 8693, RFC 9068). */
  DOWNSTREAM("at+jwt"),
  /** Which service calls (RFC 6749 §4.4, RFC 9068). */
  SERVICE("at+jwt"),
  /** How a workload proves itself to the auth service (RFC 7523bis). */
  CLIENT_ASSERTION("client-authentication+jwt");

  private final String type;

  TokenKind(String type) {
    this.type = type;
  }

  /** The exact {@code typ} header (RFC 7515 §4.1.9). */
  public String type() {
    return type;
  }
}
