package dev.locum.grpcauthz.client;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.token.Incubating;
import io.grpc.Metadata;

/**
 * The nonce that a server gave last, which the next proof to it has to have (RFC 9449 §8.2).
 * Thread-safe.
 */
@Incubating
public final class GivenNonce {

  private volatile String value = "";

  /** The nonce as it came; empty: the server gave none yet. */
  public String latest() {
    return value;
  }

  /** Keeps a nonce that a server gave. */
  public void remember(String nonce) {
    value = nonce;
  }

  void rememberFrom(Metadata trailers) {
    String given = trailers.get(CallHeaders.DPOP_NONCE);
    if (given != null) {
      value = given;
    }
  }
}
