package dev.locum.authservice.client;

import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.grpcauthz.tls.ClientAuthorities;
import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.cert.X509Certificate;

/**
 * Says whether the certificate of a connection proves a client (RFC 8705 §2; MT-1). Thread-safe.
 *
 * <p><b>Security guarantees</b>: a certificate is valid now, whatever the method. One that is
 * registered by a name of its subject comes from one of the configured authorities, is for clients,
 * and could make no further ones. One that is registered itself is that very certificate.
 */
final class CertificateProof {

  private final ClientAuthorities authorities;

  CertificateProof(ClientAuthorities authorities) {
    this.authorities = authorities;
  }

  /**
   * Requires that the certificate proves whoever has that method.
   *
   * @throws DenialException {@code CREDENTIAL_UNKNOWN} if it does not
   */
  void require(ClientMethod method, ConnectionCertificate shown) {
    require(LeafCertificate.isValidNow(shown.leaf()), "not valid now");
    switch (method) {
      case ClientMethod.TlsClientAuth tls -> requireOfAuthority(tls.subject(), shown);
      case ClientMethod.SelfSigned self ->
          require(self.certificates().contains(shown.thumbprint()), "not a registered one");
      case ClientMethod.None none -> require(false, "of a public client");
      case ClientMethod.SecretBasic secret -> require(false, "the client has a secret");
      case ClientMethod.PrivateKeyJwt key -> require(false, "the client has a key");
    }
  }

  private void requireOfAuthority(CertificateSubject subject, ConnectionCertificate shown) {
    X509Certificate leaf = shown.leaf();
    require(LeafCertificate.isLeaf(leaf) && LeafCertificate.isForClients(leaf), "not for a client");
    require(authorities.proves(shown.chain()), "of no configured authority");
    require(subject.isOf(leaf), "of another subject");
  }

  private static void require(boolean holds, String detail) {
    if (!holds) {
      throw new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "client certificate: " + detail);
    }
  }
}
