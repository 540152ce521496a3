package dev.locum.authservice.oauth.message;

import java.util.Locale;

/**
 * The {@code error} values that our endpoints answer, each with its status and one fixed sentence.
 */
public enum ErrorCode {
  // RFC 6749 §5.2.
  INVALID_REQUEST(400, "The request is not valid."),
  INVALID_CLIENT(401, "The client was not authenticated."),
  INVALID_GRANT(400, "The grant was not accepted."),
  UNAUTHORIZED_CLIENT(400, "The client may not do this."),
  UNSUPPORTED_GRANT_TYPE(400, "The grant type is not supported."),
  INVALID_SCOPE(400, "The scope is not allowed."),
  // RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6; to the redirect URI.
  UNSUPPORTED_RESPONSE_TYPE(400, "The response type is not supported."),
  LOGIN_REQUIRED(400, "The user is not logged in."),
  CONSENT_REQUIRED(400, "The user has to be asked."),
  REQUEST_NOT_SUPPORTED(400, "Request objects are not supported."),
  REQUEST_URI_NOT_SUPPORTED(400, "Request objects are not supported."),
  REGISTRATION_NOT_SUPPORTED(400, "Clients are registered by operators."),
  // RFC 8693 §2.2.2, RFC 8707 §2.
  INVALID_TARGET(400, "The target is not allowed."),
  // RFC 9449 §5, §8.
  INVALID_DPOP_PROOF(400, "The proof of possession was not accepted, or one is needed."),
  USE_DPOP_NONCE(400, "A proof of possession with the nonce of this answer is needed."),
  // RFC 7009 §2.2.1.
  UNSUPPORTED_TOKEN_TYPE(400, "Tokens of this type cannot be revoked."),
  // RFC 8628 §3.5.
  AUTHORIZATION_PENDING(400, "The user has not decided yet."),
  SLOW_DOWN(400, "Poll less often: the interval has grown by 5 seconds."),
  ACCESS_DENIED(400, "The user refused."),
  EXPIRED_TOKEN(400, "The device code has expired."),
  // RFC 6585 §4: the caller's doing, and nobody's fault here.
  TOO_MANY_REQUESTS(429, "Too many attempts from this address; try again later."),
  // RFC 6749 §4.1.2.1 names them; RFC 7009 §2.2.1 allows 503 with Retry-After.
  TEMPORARILY_UNAVAILABLE(503, "The server cannot decide now; try again later."),
  SERVER_ERROR(500, "The server failed; the request was not carried out.");

  private final int status;
  private final String sentence;

  ErrorCode(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** The value of {@code error}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public int status() {
    return status;
  }

  /** The value of {@code error_description}. */
  public String sentence() {
    return sentence;
  }
}
