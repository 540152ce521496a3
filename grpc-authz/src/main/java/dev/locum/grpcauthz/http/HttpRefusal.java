package dev.locum.grpcauthz.http;

import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;

/**
 * A refusal as an HTTP answer. Only the public reason's code and sentence are in it.
 *
 * @param status the status (RFC 9110 §15)
 * @param body JSON with {@code code}, {@code message}, {@code retryable} and {@code correlation_id}
 */
@Incubating
public record HttpRefusal(int status, String body) {

  /** The {@code content-type} of the body. */
  public static final String CONTENT_TYPE = "application/json";

  /**
   * The answer to a refusal.
   *
   * @param correlationId joins it with the audit trail; of {@link
   *     dev.locum.grpcauthz.rpc.Correlation}'s form
   */
  public static HttpRefusal of(Rejection rejection, String correlationId) {
    DenialReason shown = rejection.reason().publicReason();
    // Every part is ours and has no character that JSON would want escaped.
    String body =
        "{\"code\":\""
            + shown.code()
            + "\",\"message\":\""
            + shown.sentence()
            + "\",\"retryable\":"
            + shown.isRetryable()
            + ",\"correlation_id\":\""
            + correlationId
            + "\"}";
    return new HttpRefusal(status(shown), body);
  }

  private static int status(DenialReason reason) {
    return switch (reason.status()) {
      case INVALID_ARGUMENT -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, FAILED_PRECONDITION -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case INTERNAL -> 500;
      case UNAVAILABLE -> 503;
    };
  }
}
