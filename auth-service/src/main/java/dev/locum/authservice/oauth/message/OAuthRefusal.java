package dev.locum.authservice.oauth.message;

import java.io.Serial;

/**
 * Ends a request with an error code. It is an answer and not a bug: it has no stack trace, and its
 * message is the code's fixed sentence. Who throws it has audited already what is to be audited.
 */
public final class OAuthRefusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public OAuthRefusal(ErrorCode code) {
    super(code.sentence(), null, false, false);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
