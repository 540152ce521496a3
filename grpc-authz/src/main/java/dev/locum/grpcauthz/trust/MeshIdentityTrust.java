package dev.locum.grpcauthz.trust;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.Peer;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the identity that the mesh's sidecar puts into a header after it ended the caller's mTLS.
 *
 * <p><b>Security guarantees</b>: the header is believed only when the call came over the hop from
 * the sidecar (S4-24, H8): from a loopback address or a Unix socket, or, with {@link #overTlsFrom},
 * from a peer that proved the sidecar's own certificate; whoever reaches the port some other way is
 * refused. The value equals a listed principal exactly; a header that is there twice is refused
 * (H9). <b>Not guaranteed</b>: anything against a process that shares the loopback interface with
 * the service, such as another container of its pod; and that the sidecar removes what a caller
 * wrote into the header itself, which is the mesh's own duty.
 *
 * <pre>{@code
 * MeshIdentityTrust.allowing("cluster.local/ns/trips/sa/worker", worker)
 *     .and("spiffe://example.org/ns/trips/sa/scheduler", scheduler);
 * }</pre>
 *
 * <p>Immutable.
 */
public final class MeshIdentityTrust implements TrustSource {

  /** The header that is read by default; its value is the bare principal. */
  public static final String DEFAULT_HEADER = "x-forwarded-client-principal";

  private final AllowedPrincipals allowed;
  private final String header;
  private final boolean envoyForm;
  private final @Nullable ServicePrincipal sidecar;

  private MeshIdentityTrust(
      AllowedPrincipals allowed,
      String header,
      boolean envoyForm,
      @Nullable ServicePrincipal sidecar) {
    this.allowed = allowed;
    this.header = header;
    this.envoyForm = envoyForm;
    this.sidecar = sidecar;
  }

  /**
   * Trusts this principal as one of our workloads.
   *
   * @param principal {@code cluster.local/ns/<namespace>/sa/<account>} or a SPIFFE ID, as the mesh
   *     writes it
   * @throws IllegalArgumentException if it has another form
   */
  public static MeshIdentityTrust allowing(String principal, TrustedWorkload workload) {
    return new MeshIdentityTrust(
        AllowedPrincipals.of(new ServicePrincipal(principal), workload),
        DEFAULT_HEADER,
        false,
        null);
  }

  /**
   * The same and one more.
   *
   * @throws IllegalArgumentException if it has another form, or is listed already (H9)
   */
  public MeshIdentityTrust and(String principal, TrustedWorkload workload) {
    return new MeshIdentityTrust(
        allowed.with(new ServicePrincipal(principal), workload), header, envoyForm, sidecar);
  }

  /** The same, who reads another header, in lower case. */
  public MeshIdentityTrust inHeader(String header) {
    return new MeshIdentityTrust(allowed, header, false, sidecar);
  }

  /**
   * The same, who reads Envoy's {@code x-forwarded-client-cert}: one element with one {@code URI}.
   * A value with several elements names several hops, and is refused.
   */
  public MeshIdentityTrust inEnvoyHeader() {
    return new MeshIdentityTrust(allowed, ForwardedClientCert.HEADER, true, sidecar);
  }

  /**
   * The same, who believes the header only from a peer that proved this SPIFFE ID over TLS, and no
   * longer from this machine.
   *
   * @throws IllegalArgumentException if it is no SPIFFE ID
   */
  public MeshIdentityTrust overTlsFrom(String sidecarSpiffeId) {
    return new MeshIdentityTrust(
        allowed, header, envoyForm, ServicePrincipal.spiffe(sidecarSpiffeId));
  }

  @Override
  public String name() {
    return "mesh";
  }

  @Override
  public Set<String> headers() {
    return Set.of(header);
  }

  @Override
  public Optional<TrustMarker> vouch(CallEvidence evidence) {
    Optional<String> value = evidence.header(header);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!isFromSidecar(evidence.peer())) {
      throw new DenialException(DenialReason.HOP_NOT_PROVEN, "header not over the sidecar's hop");
    }
    String principal = envoyForm ? ForwardedClientCert.uriOf(value.get()) : value.get();
    TrustedWorkload workload =
        allowed
            .find(principal)
            .orElseThrow(() ->
                new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "principal is not listed"));
    return Optional.of(TrustMarker.of(workload, principal));
  }

  private boolean isFromSidecar(Peer peer) {
    return sidecar == null
        ? peer.isLocal()
        : SpiffeCertificate.principal(peer.certificates()).filter(sidecar::equals).isPresent();
  }
}
