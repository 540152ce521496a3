package dev.locum.worker.downstream;

import dev.locum.token.RawToken;
import java.util.Map;
import java.util.Optional;

/**
 * What an authorized call carries; full of secrets.
 *
 * @param headers by name in lower case, one value each
 * @param payloadToken the token for the payload, where the placement asks for it
 */
public record OutgoingCall(Map<String, String> headers, Optional<PayloadToken> payloadToken) {

  /** Copies the headers. */
  public OutgoingCall {
    headers = Map.copyOf(headers);
  }

  /** Shows the names only. */
  @Override
  public String toString() {
    return "OutgoingCall" + headers.keySet();
  }

  /**
   * A token for a field of the request.
   *
   * @param field the name of the field
   * @param token the token
   */
  public record PayloadToken(String field, RawToken token) {}
}
