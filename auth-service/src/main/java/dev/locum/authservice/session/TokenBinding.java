package dev.locum.authservice.session;

import dev.locum.token.proof.CertificateThumbprint;
import java.util.Optional;

/**
 * To which certificate the tokens of a session are bound (RFC 8705 §3, §4). To a key they are bound
 * by what the client proves ({@link dev.locum.authservice.possession.ShownKey}).
 *
 * @param access to what its access tokens are
 * @param refresh to what its refresh tokens are, for a client that proves itself by nothing else
 */
public record TokenBinding(
    Optional<CertificateThumbprint> access, Optional<CertificateThumbprint> refresh) {

  private static final TokenBinding NONE = new TokenBinding(Optional.empty(), Optional.empty());

  /** To none. */
  public static TokenBinding none() {
    return NONE;
  }

  /**
   * To the client certificate of the connection.
   *
   * @param isPublic whether the client proves itself by nothing; one that does must do so to
   *     refresh, and may have another certificate then
   */
  public static TokenBinding to(CertificateThumbprint certificate, boolean isPublic) {
    return new TokenBinding(
        Optional.of(certificate), isPublic ? Optional.of(certificate) : Optional.empty());
  }
}
