package dev.locum.token.proof;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.cert.X509Certificate;

/** What the sender of a token has proven to hold. */
public sealed interface Possession {

  /** Nothing: whoever bears the token. */
  static Possession none() {
    return new Nothing();
  }

  /** A key. */
  static Possession of(VerifiedDpopProof proof) {
    return new Key(proof);
  }

  /**
   * The key of a certificate.
   *
   * @param certificate the peer's own, with which this very connection's TLS handshake was made;
   *     never one that a header names
   */
  static Possession of(X509Certificate certificate) {
    return new Certificate(CertificateThumbprint.of(certificate));
  }

  /** Nothing is proven. */
  record Nothing() implements Possession {}

  /** A key is proven for this request. */
  record Key(VerifiedDpopProof proof) implements Possession {}

  /** A certificate is proven for this connection. */
  record Certificate(CertificateThumbprint thumbprint) implements Possession {}

  /**
   * Requires what a token is bound to.
   *
   * @param bound its {@code cnf}
   * @param token the token that is shown
   * @throws DenialException if it is not proven: {@code PROOF_NEEDED} if nothing is (DP-4)
   */
  default void require(Confirmation bound, TokenHash token) {
    if (bound instanceof Confirmation.Key key) {
      requireKey(key.thumbprint(), token);
    } else if (bound instanceof Confirmation.Certificate certificate) {
      requireCertificate(certificate.thumbprint());
    } else {
      throw new DenialException(DenialReason.PROOF_NEEDED, "cnf: not understood");
    }
  }

  private void requireKey(KeyThumbprint bound, TokenHash token) {
    if (!(this instanceof Key shown)) {
      throw new DenialException(DenialReason.PROOF_NEEDED, "cnf: jkt, and no proof of the key");
    }
    if (!Digests.same(shown.proof().key().value(), bound.value())) {
      throw new DenialException(DenialReason.PROOF_KEY_WRONG, "proof: of another key");
    }
    if (!shown.proof().isFor(token)) {
      throw new DenialException(DenialReason.PROOF_FOR_OTHER_TOKEN, "proof: for another token");
    }
  }

  private void requireCertificate(CertificateThumbprint bound) {
    if (!(this instanceof Certificate shown)) {
      throw new DenialException(
          DenialReason.PROOF_NEEDED, "cnf: x5t#S256, and no certificate of the client");
    }
    if (!Digests.same(shown.thumbprint().value(), bound.value())) {
      throw new DenialException(DenialReason.PROOF_KEY_WRONG, "certificate: another");
    }
  }
}
