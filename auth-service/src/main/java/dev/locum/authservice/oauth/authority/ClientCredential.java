package dev.locum.authservice.oauth.authority;

import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.token.RawToken;

/** How a workload proves itself over HTTP. Secret; neither is shown by {@code toString}. */
public sealed interface ClientCredential {

  /** {@code private_key_jwt} (RFC 7523): the assertion names the workload. */
  record Assertion(RawToken assertion) implements ClientCredential {}

  /**
   * The client certificate of the connection beside the id of its workload (RFC 8705 §2); who
   * vouches for it is not known yet.
   */
  record Certificate(String workload, ConnectionCertificate certificate)
      implements ClientCredential {}

  /** {@code client_secret_basic}: the API key of the workload that is named beside it. */
  record ApiKey(String workload, String key) implements ClientCredential {

    @Override
    public String toString() {
      return "ApiKey[redacted]";
    }
  }
}
