package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.Peer;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.PeerCertificateTrust;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.ActionSet;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.CertificateThumbprint;
import io.grpc.Status;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trust by the SPIFFE ID of the caller's own certificate, over real TLS (S4-50). */
@Timeout(30)
class PeerCertificateTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String WORKER = "spiffe://example.org/ns/trips/sa/worker";
  private static final String BILLING = "spiffe://example.org/ns/trips/sa/billing";

  private final CertificateMaker authority = CertificateMaker.forTest();

  /** S4-50: the same list, from the handshake; no header takes part. */
  @Test
  void buy_certificateOfAListedWorkload_hasItsEntrysRights() {
    try (ShopServer shop = shop(Optional.of(authority.issueWorkload("worker", WORKER)))) {
      shop.anonymous().buy(REQUEST);
      shop.with("x-forwarded-client-principal", BILLING).buy(REQUEST);

      assertThat(shop.shop.callers)
          .extracting(caller -> caller.vouchedBy())
          .containsOnly("certificate " + WORKER);
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, shop, () -> shop.anonymous().refund(REQUEST));
    }
  }

  /** S4-19: the certificate of A is A's. */
  @Test
  void ping_certificateThatIsNotListed_isUnauthenticated() {
    for (IssuedCertificate stranger :
        new IssuedCertificate[] {
          authority.issueWorkload("stranger", "spiffe://example.org/ns/trips/sa/stranger"),
          authority.issueWorkload("near", WORKER + "2"),
          authority.issueWorkload("two", WORKER, BILLING),
          authority.issueWorkload("web", "https://example.org/ns/trips/sa/worker"),
          authority.issueWorkload(WORKER),
          authority.issueClient("worker")
        }) {
      try (ShopServer shop = shop(Optional.of(stranger))) {
        Refused.because(
            DenialReason.CREDENTIAL_UNKNOWN, shop, () -> shop.anonymous().ping(REQUEST));
      }
    }
  }

  /** X509-SVID §5.2: an authority, or whoever may sign certificates, is no workload. */
  @Test
  void vouch_certificateThatMaySign_isRefused() {
    PeerCertificateTrust trust =
        PeerCertificateTrust.allowing(WORKER, TrustedWorkload.of(new WorkloadId("worker")));

    assertThat(vouch(trust, authority.issueWorkload("worker", WORKER))).isPresent();
    for (IssuedCertificate signing :
        List.of(
            authority.issueIntermediate("worker", WORKER),
            authority.issueSigningWorkload("worker", WORKER))) {
      assertThatThrownBy(() -> vouch(trust, signing))
          .isInstanceOfSatisfying(
              DenialException.class,
              e -> assertThat(e.reason()).isEqualTo(DenialReason.CREDENTIAL_UNKNOWN));
    }
  }

  private static Optional<TrustMarker> vouch(PeerCertificateTrust trust, IssuedCertificate shown) {
    return trust.vouch(
        CallEvidence.of(Map.of(), new Peer(Optional.empty(), List.of(shown.certificate()))));
  }

  @Test
  void ping_noCertificate_isUnauthenticated() {
    try (ShopServer shop = shop(Optional.empty())) {
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.anonymous().ping(REQUEST));
    }
  }

  /** The trust anchors of the server decide whose word a SPIFFE ID is. */
  @Test
  void ping_certificateOfAnotherAuthority_doesNotConnect() {
    IssuedCertificate forged = CertificateMaker.forTest().issueWorkload("worker", WORKER);
    try (ShopServer shop = shop(Optional.of(forged))) {
      assertThatThrownBy(() -> shop.anonymous().ping(REQUEST))
          .satisfies(failure ->
              assertThat(Status.fromThrowable(failure).getCode())
                  .isEqualTo(Status.Code.UNAVAILABLE));
      assertThat(shop.shop.callers).isEmpty();
    }
  }

  @Test
  void allowing_noSpiffeIdOrOneTwice_isRefused() {
    TrustedWorkload worker = TrustedWorkload.of(new WorkloadId("worker"));

    assertThatThrownBy(
            () -> PeerCertificateTrust.allowing("cluster.local/ns/trips/sa/worker", worker))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerCertificateTrust.allowing(WORKER, worker).and(WORKER, worker))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  /**
   * MT-1, S3-42: a token that is bound to a certificate opens on a connection made with it alone.
   */
  @Test
  void buy_tokenBoundToACertificate_needsItsConnection() {
    IssuedCertificate own = authority.issueClient("alice-worker");
    try (ShopServer holders = server(Optional.of(own));
        ShopServer another = server(Optional.of(authority.issueClient("alice-worker")));
        ShopServer bearers = server(Optional.empty())) {
      holders.bearer(bound(holders, own)).buy(REQUEST);
      Refused.because(
          DenialReason.PROOF_KEY_WRONG,
          another,
          () -> another.bearer(bound(another, own)).buy(REQUEST));
      Refused.because(
          DenialReason.PROOF_NEEDED,
          bearers,
          () -> bearers.bearer(bound(bearers, own)).buy(REQUEST));
    }
  }

  /**
   * MT-1: the service says how tokens are to be bound; its caller's certificate changes nothing.
   */
  @Test
  void buy_tokenBoundToACertificate_whereKeysAreAskedFor_isRefused() {
    IssuedCertificate own = authority.issueClient("alice-worker");
    TokenHolders byKey =
        TokenHolders.builder(Clock.systemUTC())
            .reachedAt("https://shop:7461")
            .boundToKeysOnly()
            .build();
    TokenHolders byCertificate =
        TokenHolders.builder(Clock.systemUTC()).boundToCertificatesOnly().build();
    try (ShopServer keys =
            new ShopServer(
                rules -> rules.holders(byKey), new TlsWire(authority, Optional.of(own)));
        ShopServer certificates =
            new ShopServer(
                rules -> rules.holders(byCertificate), new TlsWire(authority, Optional.of(own)))) {
      Refused.because(
          DenialReason.PROOF_NEEDED, keys, () -> keys.bearer(bound(keys, own)).buy(REQUEST));
      certificates.bearer(bound(certificates, own)).buy(REQUEST);
      Refused.because(
          DenialReason.PROOF_NEEDED,
          certificates,
          () -> certificates.bearer(certificates.downstreamToken("shop.buy")).buy(REQUEST));
    }
  }

  private ShopServer server(Optional<IssuedCertificate> shown) {
    return new ShopServer(rules -> rules, new TlsWire(authority, shown));
  }

  private static String bound(ShopServer at, IssuedCertificate to) {
    return at.issuer
        .downstreamToken()
        .audience("shop")
        .actions("shop.buy")
        .with("cnf", Map.of("x5t#S256", CertificateThumbprint.of(to.certificate()).value()))
        .text();
  }

  private ShopServer shop(Optional<IssuedCertificate> client) {
    PeerCertificateTrust trust =
        PeerCertificateTrust.allowing(
                WORKER,
                TrustedWorkload.of(new WorkloadId("worker"))
                    .withActions(ActionSet.ofNames("shop.buy")))
            .and(BILLING, TrustedWorkload.of(new WorkloadId("billing")));
    return new ShopServer(
        rules -> CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(trust),
        new TlsWire(authority, client));
  }
}
