package dev.locum.grpcauthz.http;

import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal as an HTTP answer. Only the public reason's code and sentence are in it.
 *
 * @param status the status (RFC 9110 §15)
 * @param body JSON with {@code code}, {@code message}, {@code retryable} and {@code correlation_id}
 * @param headers to be sent along, besides the type of the body
 */
@Incubating
public record HttpRefusal(int status, String body, Map<String, String> headers) {

  /** The header with the nonce that the next proof has to have (RFC 9449 §8.1). */
  public static final String DPOP_NONCE = "dpop-nonce";

  /** The {@code content-type} of the body. */
  public static final String CONTENT_TYPE = "application/json";

  /** Copies the headers. */
  public HttpRefusal {
    headers = Map.copyOf(headers);
  }

  /**
   * The answer to a refusal, where no nonce is given out.
   *
   * @param correlationId as of {@link #of(Rejection, String, Optional)}
   */
  public static HttpRefusal of(Rejection rejection, String correlationId) {
    return of(rejection, correlationId, Optional.empty());
  }

  /**
   * The answer to a refusal.
   *
   * @param nonce that the next proof has to have, told where that is what was missing
   * @param correlationId joins it with the audit trail; of {@link
   *     dev.locum.grpcauthz.rpc.Correlation}'s form
   */
  public static HttpRefusal of(Rejection rejection, String correlationId, Optional<String> nonce) {
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
    return new HttpRefusal(status(shown), body, headers(shown, nonce));
  }

  /**
   * RFC 9449 §7.1, §9: the scheme that is needed, what was wrong, and the nonce to repeat it with.
   */
  private static Map<String, String> headers(DenialReason shown, Optional<String> nonce) {
    Map<String, String> headers = new HashMap<>();
    headers.put("cache-control", "no-store");
    switch (shown) {
      case PROOF_NEEDED -> headers.put("www-authenticate", "DPoP error=\"invalid_token\"");
      case PROOF_REJECTED -> headers.put("www-authenticate", "DPoP error=\"invalid_dpop_proof\"");
      case PROOF_NONCE_NEEDED -> {
        headers.put("www-authenticate", "DPoP error=\"use_dpop_nonce\"");
        nonce.ifPresent(value -> headers.put(DPOP_NONCE, value));
      }
      default -> {}
    }
    return headers;
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
