package dev.locum.authservice.oauth.authority;

import dev.locum.token.RawToken;

/** How a workload proves itself over HTTP. Secret; neither is shown by {@code toString}. */
public sealed interface ClientCredential {

  /** {@code private_key_jwt} (RFC 7523): the assertion names the workload. */
  record Assertion(RawToken assertion) implements ClientCredential {}

  /** {@code client_secret_basic}: the API key of the workload that is named beside it. */
  record ApiKey(String workload, String key) implements ClientCredential {

    @Override
    public String toString() {
      return "ApiKey[redacted]";
    }
  }
}
