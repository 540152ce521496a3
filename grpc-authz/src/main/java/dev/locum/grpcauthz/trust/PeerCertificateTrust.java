package dev.locum.grpcauthz.trust;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;
import java.util.Set;

/**
 * Trusts the SPIFFE ID in the certificate that the caller proved in the TLS handshake with this
 * very service (X509-SVID).
 *
 * <p><b>Security guarantees</b>: no header takes part. The ID is the only URI name of a certificate
 * that is no authority's, and equals a listed one exactly. <b>Not guaranteed</b>: that the chain
 * leads to the right authority; that is decided by the trust anchors of the server's TLS, which
 * must be those of the SPIFFE trust domain, and which must demand a client certificate.
 *
 * <p>Immutable.
 */
public final class PeerCertificateTrust implements TrustSource {

  private final AllowedPrincipals allowed;

  private PeerCertificateTrust(AllowedPrincipals allowed) {
    this.allowed = allowed;
  }

  /**
   * Trusts this SPIFFE ID as one of our workloads.
   *
   * @throws IllegalArgumentException if it is no SPIFFE ID
   */
  public static PeerCertificateTrust allowing(String spiffeId, TrustedWorkload workload) {
    return new PeerCertificateTrust(
        AllowedPrincipals.of(ServicePrincipal.spiffe(spiffeId), workload));
  }

  /**
   * The same and one more.
   *
   * @throws IllegalArgumentException if it is no SPIFFE ID, or is listed already (H9)
   */
  public PeerCertificateTrust and(String spiffeId, TrustedWorkload workload) {
    return new PeerCertificateTrust(allowed.with(ServicePrincipal.spiffe(spiffeId), workload));
  }

  @Override
  public String name() {
    return "certificate";
  }

  @Override
  public Set<String> headers() {
    return Set.of();
  }

  @Override
  public Optional<TrustMarker> vouch(CallEvidence evidence) {
    return SpiffeCertificate.principal(evidence.peer().certificates())
        .map(principal -> {
          TrustedWorkload workload =
              allowed
                  .find(principal.value())
                  .orElseThrow(() ->
                      new DenialException(
                          DenialReason.CREDENTIAL_UNKNOWN, principal + " is not listed"));
          return TrustMarker.of(workload, principal.value());
        });
  }
}
