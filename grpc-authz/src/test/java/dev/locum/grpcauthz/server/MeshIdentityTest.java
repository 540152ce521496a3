package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.Peer;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.ActionSet;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trust by the identity that the mesh's sidecar forwards (S4-21 to S4-25). */
@Timeout(30)
class MeshIdentityTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String HEADER = MeshIdentityTrust.DEFAULT_HEADER;
  private static final String WORKER = "cluster.local/ns/trips/sa/worker";
  private static final String SCHEDULER = "spiffe://example.org/ns/trips/sa/scheduler";
  private static final String SIDECAR = "spiffe://example.org/sidecar";

  private static final Peer LOCAL =
      at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));

  private static final MeshIdentityTrust MESH =
      MeshIdentityTrust.allowing(
              WORKER, entry("trip-worker", "shop.buy").withRoles(Set.of("manager")))
          .and(SCHEDULER, entry("scheduler", "shop.refund"));

  /** S4-06, S4-21, S4-22, S4-23, S4-38: both forms; exactly the entry's rights; the service. */
  @Test
  void buy_listedPrincipalOverTheSidecarsHop_hasItsEntrysRights() {
    try (ShopServer shop = behindSidecar()) {
      shop.with(HEADER, WORKER).buy(REQUEST);
      shop.with(HEADER, SCHEDULER).refund(REQUEST);

      assertThat(shop.shop.callers)
          .extracting(caller -> caller.service().orElseThrow().value())
          .containsExactly("trip-worker", "scheduler");
      assertThat(shop.shop.callers.get(0).provenance()).isEqualTo(Provenance.SERVICE);
      assertThat(shop.shop.callers.get(0).roles()).containsExactly("manager");
      assertThat(shop.shop.callers.get(0).scopes()).containsExactly("shop.buy");
      assertThat(shop.shop.callers.get(0).vouchedBy()).isEqualTo("mesh " + WORKER);
    }
  }

  /** S4-19, S4-25: two workloads, two principals, different rights. */
  @Test
  void refund_principalOfAnotherWorkload_isPermissionDenied() {
    try (ShopServer shop = behindSidecar()) {
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, shop, () -> shop.with(HEADER, WORKER).refund(REQUEST));
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, shop, () -> shop.with(HEADER, SCHEDULER).buy(REQUEST));
    }
  }

  /** S4-06, S4-21, S4-22: near misses are misses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster.local/ns/trips/sa/worker2",
        "cluster.local/ns/trips/sa/worke",
        "cluster.local/ns/trips/sa/worker/",
        "cluster.local/ns/trips/sa/Worker",
        "CLUSTER.LOCAL/ns/trips/sa/worker",
        "cluster.local/ns/other/sa/worker",
        "cluster.local/ns/trips/sa/worker,cluster.local/ns/trips/sa/x",
        "spiffe://cluster.local/ns/trips/sa/worker",
        "spiffe://example.org/ns/trips/sa/scheduler/",
        "spiffe://example.org/ns/trips/sa/../sa/scheduler",
        "spiffe://example.org.evil/ns/trips/sa/scheduler",
        "SPIFFE://example.org/ns/trips/sa/scheduler",
        "http://example.org/ns/trips/sa/scheduler",
        "*",
        "cluster.local/ns/trips/sa/*"
      })
  void ping_principalThatIsNotListed_isUnauthenticated(String principal) {
    try (ShopServer shop = behindSidecar()) {
      Refused.because(
          DenialReason.CREDENTIAL_UNKNOWN, shop, () -> shop.with(HEADER, principal).ping(REQUEST));
    }
  }

  /** S4-24, H8: whoever reaches the port some other way than the sidecar is nobody. */
  @Test
  void ping_headerOverAnotherHop_isUnauthenticated() {
    try (ShopServer direct =
        new ShopServer(
            rules -> CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(MESH))) {
      Refused.because(
          DenialReason.HOP_NOT_PROVEN, direct, () -> direct.with(HEADER, WORKER).ping(REQUEST));
    }
  }

  /** S4-24: which hops are the sidecar's. */
  @Test
  void vouch_byHop_localOrTheSidecarsCertificateOnly() {
    assertThat(vouch(MESH, WORKER, LOCAL)).isPresent();
    assertThat(vouch(MESH, WORKER, at(place(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))))
        .isPresent();
    assertThat(vouch(MESH, WORKER, at(UnixDomainSocketAddress.of("/run/app.sock")))).isPresent();
    for (Peer peer :
        List.of(
            at(place(192, 0, 2, 7)),
            at(place(10, 0, 0, 1)),
            at(InetSocketAddress.createUnresolved("localhost", 4711)),
            Peer.unknown())) {
      refused(DenialReason.HOP_NOT_PROVEN, () -> vouch(MESH, WORKER, peer));
    }
  }

  @Test
  void vouch_overTlsFromTheSidecar_believesItsCertificateAndNoLongerThisMachine() {
    CertificateMaker authority = CertificateMaker.forTest();
    MeshIdentityTrust mesh = MESH.overTlsFrom(SIDECAR);

    assertThat(vouch(mesh, WORKER, with(authority.issueWorkload("sidecar", SIDECAR)))).isPresent();
    refused(DenialReason.HOP_NOT_PROVEN, () -> vouch(mesh, WORKER, LOCAL));
    refused(
        DenialReason.HOP_NOT_PROVEN,
        () -> vouch(mesh, WORKER, with(authority.issueWorkload("other", SCHEDULER))));
    refused(
        DenialReason.CREDENTIAL_UNKNOWN,
        () -> vouch(mesh, WORKER, with(authority.issueWorkload("two", SIDECAR, SCHEDULER))));
  }

  /** H9: an entry that is there twice does not win silently, nor does a header. */
  @Test
  void allowing_samePrincipalTwice_isRefused() {
    assertThatThrownBy(() -> MESH.and(WORKER, entry("another")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    try (ShopServer shop = behindSidecar()) {
      Refused.because(
          DenialReason.CREDENTIAL_AMBIGUOUS,
          shop,
          () -> shop.with(HEADER, WORKER, HEADER, WORKER).ping(REQUEST));
      Refused.because(
          DenialReason.CREDENTIAL_AMBIGUOUS,
          shop,
          () -> shop.with(HEADER, "stranger", HEADER, WORKER).ping(REQUEST));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "worker",
        "cluster.local/ns/trips/sa/",
        "cluster.local/ns/Trips/sa/worker",
        "cluster.local/ns/trips/sa/worker/x",
        "spiffe://",
        "spiffe://example.org",
        "spiffe://example.org/",
        "spiffe://Example.org/a",
        "spiffe://example.org//a",
        "spiffe://example.org/./a",
        "spiffe://example.org/a/..",
        "spiffe://example.org/a?b",
        "spiffe://user@example.org/a"
      })
  void allowing_somethingElseThanAPrincipal_isRefused(String principal) {
    assertThatThrownBy(() -> MeshIdentityTrust.allowing(principal, entry("worker")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Envoy's own header: one element, one URI. */
  @Test
  void vouch_envoyHeader_takesTheOneUriOfTheOneElement() {
    MeshIdentityTrust mesh = MESH.inEnvoyHeader();

    assertThat(mesh.headers()).containsExactly("x-forwarded-client-cert");
    assertThat(
            envoy(
                mesh,
                "By=spiffe://example.org/shop;Hash=ab;Subject=\"CN=a,O=b;c\";URI=" + SCHEDULER))
        .get()
        .extracting(marker -> marker.workload().workload().value())
        .isEqualTo("scheduler");
    for (String hostile :
        List.of(
            "",
            "Hash=ab",
            "URI=",
            "URI=" + WORKER + ";URI=" + SCHEDULER,
            "URI=" + SCHEDULER + ",URI=" + SCHEDULER,
            "By=x;Subject=\"URI=" + SCHEDULER + "\"",
            "Subject=\"open;URI=" + SCHEDULER,
            "Subject=\"a\\\";URI=" + SCHEDULER,
            SCHEDULER,
            "URI=" + "x".repeat(9000))) {
      refused(DenialReason.CREDENTIAL_UNKNOWN, () -> envoy(mesh, hostile));
    }
  }

  private static Optional<TrustMarker> envoy(MeshIdentityTrust mesh, String value) {
    return mesh.vouch(CallEvidence.of(Map.of("x-forwarded-client-cert", List.of(value)), LOCAL));
  }

  private static Optional<TrustMarker> vouch(MeshIdentityTrust mesh, String value, Peer peer) {
    return mesh.vouch(CallEvidence.of(Map.of(HEADER, List.of(value)), peer));
  }

  private static void refused(DenialReason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DenialException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** The sidecar is on this machine, as it is in a pod. */
  private static ShopServer behindSidecar() {
    return new ShopServer(
        rules -> CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(MESH),
        new ShopServer.Loopback());
  }

  private static SocketAddress place(int... octets) {
    byte[] address = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      address[i] = (byte) octets[i];
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), 4711);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Peer at(SocketAddress address) {
    return new Peer(Optional.of(address), List.of());
  }

  private static Peer with(IssuedCertificate issued) {
    X509Certificate certificate = issued.certificate();
    return new Peer(Optional.of(place(192, 0, 2, 7)), List.of(certificate));
  }

  private static TrustedWorkload entry(String workload, String... actions) {
    return TrustedWorkload.of(new WorkloadId(workload)).withActions(ActionSet.ofNames(actions));
  }
}
