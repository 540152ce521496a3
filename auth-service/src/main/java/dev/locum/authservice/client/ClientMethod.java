package dev.locum.authservice.client;

import dev.locum.token.jose.VerificationKey;
import dev.locum.token.proof.CertificateThumbprint;
import java.util.List;

/**
 * How a client proves itself at the token endpoint. A client has exactly one method, and no other
 * counts for it.
 */
public sealed interface ClientMethod {

  /** {@code none}: a public client (RFC 6749 §2.1), which runs where it can keep no secret. */
  record None() implements ClientMethod {}

  /** {@code client_secret_basic}: a secret that we made; the store has its hash only. */
  record SecretBasic() implements ClientMethod {}

  /**
   * {@code private_key_jwt} (RFC 7523).
   *
   * @param keys the public keys, 1 to 16
   */
  record PrivateKeyJwt(List<VerificationKey> keys) implements ClientMethod {

    private static final int MAX_KEYS = 16;

    /**
     * Copies.
     *
     * @throws IllegalArgumentException if there is no key, or too many
     */
    public PrivateKeyJwt {
      keys = List.copyOf(keys);
      if (keys.isEmpty() || keys.size() > MAX_KEYS) {
        throw new IllegalArgumentException(
            "public keys: " + keys.size() + " (expected: 1 to " + MAX_KEYS + ")");
      }
    }
  }

  /** {@code tls_client_auth} (RFC 8705 §2.1): a certificate of a trusted authority. */
  record TlsClientAuth(CertificateSubject subject) implements ClientMethod {}

  /**
   * {@code self_signed_tls_client_auth} (RFC 8705 §2.2): a certificate that is registered itself;
   * nobody need vouch for it.
   *
   * @param certificates which ones, 1 to 16
   */
  record SelfSigned(List<CertificateThumbprint> certificates) implements ClientMethod {

    private static final int MAX_CERTIFICATES = 16;

    /**
     * Copies.
     *
     * @throws IllegalArgumentException if there is no certificate, or too many
     */
    public SelfSigned {
      certificates = certificates.stream().distinct().toList();
      if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
        throw new IllegalArgumentException(
            "certificates: " + certificates.size() + " (expected: 1 to " + MAX_CERTIFICATES + ")");
      }
    }
  }
}
