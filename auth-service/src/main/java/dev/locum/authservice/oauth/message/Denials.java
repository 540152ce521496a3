package dev.locum.authservice.oauth.message;

import dev.locum.token.denial.DenialReason;

/**
 * Denials as OAuth errors. Only the public reason counts, so that no error tells more than gRPC
 * would; but for the target of an exchange, which has an error of its own (TX-5).
 */
public final class Denials {

  private Denials() {}

  /** Whether the denial is about what the sender proves to hold. */
  public static boolean isAboutProof(DenialReason reason) {
    return switch (reason.publicReason()) {
      case PROOF_NEEDED, PROOF_REJECTED, PROOF_NONCE_NEEDED -> true;
      default -> false;
    };
  }

  /**
   * The error of a refused issue or exchange. A subject token that does not count, for whatever
   * reason, is {@code invalid_request} (RFC 8693 §2.2.2, TX-4).
   */
  public static ErrorCode toErrorCode(DenialReason reason) {
    if (reason.publicReason().isUndecided()) {
      return ErrorCode.TEMPORARILY_UNAVAILABLE;
    }
    if (reason == DenialReason.DOWNSTREAM_NOT_OF_ROUTE) {
      return ErrorCode.INVALID_TARGET;
    }
    if (reason == DenialReason.ROLE_LACKS_ROUTE) {
      // No narrower scope would help, and it looks like a route that is not there.
      return ErrorCode.INVALID_REQUEST;
    }
    return switch (reason.publicReason()) {
      case ACTION_NOT_ALLOWED -> ErrorCode.INVALID_SCOPE;
      case ENTITY_NOT_FOUND -> ErrorCode.INVALID_TARGET;
      case CALLER_NOT_ALLOWED, METHOD_NOT_ALLOWED -> ErrorCode.UNAUTHORIZED_CLIENT;
      case CREDENTIAL_REJECTED, NO_CREDENTIAL -> ErrorCode.INVALID_CLIENT;
      case PROOF_NEEDED, PROOF_REJECTED -> ErrorCode.INVALID_DPOP_PROOF;
      case PROOF_NONCE_NEEDED -> ErrorCode.USE_DPOP_NONCE;
      case SERVER_FAULT -> ErrorCode.SERVER_ERROR;
      default -> ErrorCode.INVALID_REQUEST;
    };
  }
}
