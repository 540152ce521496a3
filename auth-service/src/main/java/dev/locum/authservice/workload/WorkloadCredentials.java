package dev.locum.authservice.workload;

import dev.locum.token.jose.VerificationKey;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a workload may prove itself with, apart from API keys. None of it is secret.
 *
 * @param publicKeys keys for private_key_jwt (RFC 7523), at most 16
 * @param thumbprints SHA-256 of client certificates, base64url ({@code x5t#S256}, RFC 8705 §3), at
 *     most 16
 * @param spiffeIds SPIFFE ids by which the gateway knows it (X.509-SVID), at most 16
 */
public record WorkloadCredentials(
    List<VerificationKey> publicKeys, List<String> thumbprints, List<String> spiffeIds) {

  private static final int MAX_CREDENTIALS = 16;
  private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** SPIFFE-ID §2: trust domain and path, without empty, dot or encoded segments. */
  private static final Pattern SPIFFE_ID =
      Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");

  private static final int MAX_SPIFFE_ID = 2048;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there are too many or a thumbprint has another form
   */
  public WorkloadCredentials {
    publicKeys = List.copyOf(publicKeys);
    thumbprints = List.copyOf(thumbprints);
    spiffeIds = List.copyOf(spiffeIds);
    if (publicKeys.size() > MAX_CREDENTIALS
        || thumbprints.size() > MAX_CREDENTIALS
        || spiffeIds.size() > MAX_CREDENTIALS) {
      throw new IllegalArgumentException(
          "credentials: too many (expected: at most " + MAX_CREDENTIALS + ")");
    }
    if (!thumbprints.stream().allMatch(each -> THUMBPRINT.matcher(each).matches())) {
      throw new IllegalArgumentException(
          "certificate thumbprint: refused (expected: " + THUMBPRINT + ")");
    }
    if (!spiffeIds.stream().allMatch(WorkloadCredentials::isSpiffeId)) {
      throw new IllegalArgumentException(
          "SPIFFE id: refused (expected: spiffe://trust-domain/path)");
    }
  }

  private static boolean isSpiffeId(String text) {
    return text.length() <= MAX_SPIFFE_ID && SPIFFE_ID.matcher(text).matches();
  }

  /** None: the workload has API keys, or cannot prove itself yet. */
  public static WorkloadCredentials none() {
    return new WorkloadCredentials(List.of(), List.of(), List.of());
  }
}
