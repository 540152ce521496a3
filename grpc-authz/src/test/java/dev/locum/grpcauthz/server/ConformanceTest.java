package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub;
import dev.locum.testkit.conformance.ConformanceMode;
import dev.locum.testkit.conformance.DownstreamConformance;
import dev.locum.testkit.conformance.DownstreamUnderTest;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our own server passes the kit for downstreams, and those that check too little do not. */
@Timeout(60)
class ConformanceTest {

  private static final TrustedWorkload WORKER =
      TrustedWorkload.of(new WorkloadId("alice-worker"))
          .withActions(ActionSet.ofNames("shop.buy"))
          .onBehalfOf(new TenantId("alice"));

  /** S3-55 and the rest of the table. */
  @Test
  void exchange_ourServer_conforms() {
    conforms(ConformanceMode.EXCHANGE, new ShopServer(rules -> rules));
  }

  /** S3-52, S3-53, S3-54. */
  @Test
  void slice_ourServer_conforms() {
    conforms(
        ConformanceMode.SLICE,
        new ShopServer(rules ->
            rules
                .accept(CallerMode.SLICE)
                .trustDomain(TestIssuer.TRUST_DOMAIN)
                .ownActions(ActionSet.ofNames("shop.buy", "shop.view"))));
  }

  /** S2-14, S2-18, S2-22, S2-23. */
  @Test
  void onBehalf_ourServer_conforms() {
    conforms(
        ConformanceMode.ON_BEHALF,
        new ShopServer(rules -> rules.accept(CallerMode.ON_BEHALF).trust(WORKER)));
  }

  /** S3-52: a server that forwards honours what it has no business with; the kit finds that out. */
  @Test
  void slice_serverWithoutASlice_isFoundOut() {
    try (ShopServer server = new ShopServer(ConformanceTest::forwarding)) {
      assertThat(findings(ConformanceMode.SLICE, server))
          .extracting(DownstreamConformance.Finding::requirement)
          .containsExactly("S3-52");
    }
  }

  private static CallerRules.Builder forwarding(CallerRules.Builder rules) {
    return rules.accept(CallerMode.FORWARD).trustDomain(TestIssuer.TRUST_DOMAIN);
  }

  /** S3-55: a downstream that checks only the signature fails, in every mode and for the reason. */
  @Test
  void everyMode_downstreamThatChecksOnlyTheSignature_isFoundOut() {
    TestIssuer issuer = TestIssuer.atNoon();
    DownstreamConformance kit = DownstreamConformance.of(new SignatureOnly(issuer), issuer);

    assertThat(kit.findings(ConformanceMode.EXCHANGE))
        .extracting(DownstreamConformance.Finding::property)
        .contains(
            "S3-46 a token for another service",
            "S3-46 an expired token",
            "S3-46 a token of another issuer",
            "S3-55 a token without the action",
            "S3-20 a user's own token")
        .doesNotContain("S3-46 a token of a forger", "S3-46 a token for this service");
    assertThat(kit.findings(ConformanceMode.SLICE))
        .extracting(DownstreamConformance.Finding::requirement)
        .contains("S3-52", "S3-53", "S3-55");
    assertThat(kit.findings(ConformanceMode.ON_BEHALF))
        .extracting(DownstreamConformance.Finding::requirement)
        .contains("S2-14", "S2-22", "S2-23");
  }

  /** A downstream that refuses everything does not conform either. */
  @Test
  void exchange_downstreamThatRefusesEverybody_isFoundOut() {
    TestIssuer issuer = TestIssuer.atNoon();
    Shop closed =
        new Shop() {
          @Override
          public Outcome call(Action action, List<Header> headers) {
            return Outcome.REFUSED;
          }
        };

    assertThat(DownstreamConformance.of(closed, issuer).findings(ConformanceMode.EXCHANGE))
        .extracting(DownstreamConformance.Finding::actual)
        .containsOnly(DownstreamUnderTest.Outcome.REFUSED)
        .hasSize(2);
    assertThat(DownstreamConformance.of(closed, issuer).tests(ConformanceMode.EXCHANGE))
        .hasSizeGreaterThan(10);
  }

  private static void conforms(ConformanceMode mode, ShopServer server) {
    try (server) {
      assertThat(findings(mode, server)).isEmpty();
    }
  }

  private static List<DownstreamConformance.Finding> findings(
      ConformanceMode mode, ShopServer server) {
    return DownstreamConformance.of(new Served(server), server.issuer).findings(mode);
  }

  /** What is the same in all of them. */
  private abstract static class Shop implements DownstreamUnderTest {

    @Override
    public Audience audience() {
      return ShopServer.SHOP;
    }

    @Override
    public Action ownAction() {
      return new Action("shop.buy");
    }

    @Override
    public Action otherAction() {
      return new Action("shop.refund");
    }

    @Override
    public WorkloadId trustedWorkload() {
      return WORKER.workload();
    }

    @Override
    public TenantId tenant() {
      return new TenantId("alice");
    }
  }

  /** The shop behind our interceptors. */
  private static final class Served extends Shop {

    private final ShopServer server;

    Served(ShopServer server) {
      this.server = server;
    }

    @Override
    public Outcome call(Action action, List<Header> headers) {
      String[] namesAndValues =
          headers.stream()
              .flatMap(header -> List.of(header.name(), header.value()).stream())
              .toArray(String[]::new);
      ShopServiceBlockingStub stub = server.with(namesAndValues);
      try {
        if (action.equals(ownAction())) {
          stub.buy(ShopRequest.getDefaultInstance());
        } else {
          stub.refund(ShopRequest.getDefaultInstance());
        }
        return Outcome.REACHED;
      } catch (StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        return code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED
            ? Outcome.REFUSED
            : Outcome.FAILED;
      }
    }
  }

  /** The mistake that the kit is for: any token of the right issuer's key is good. */
  private static final class SignatureOnly extends Shop {

    private final JoseSignatureVerifier signatures;

    SignatureOnly(TestIssuer issuer) {
      this.signatures = new JoseSignatureVerifier(issuer.keys(), CryptoProviders.jdk());
    }

    @Override
    public Outcome call(Action action, List<Header> headers) {
      boolean signed =
          headers.stream()
              .filter(header -> !header.name().startsWith("x-"))
              .anyMatch(header -> isSigned(header.value().replace("Bearer ", "")));
      return signed ? Outcome.REACHED : Outcome.REFUSED;
    }

    private boolean isSigned(String token) {
      return List.of("at+jwt", "txntoken+jwt").stream()
          .anyMatch(type ->
              signatures.verify(RawToken.of(token), type) instanceof Verification.Verified<?>);
    }
  }
}
