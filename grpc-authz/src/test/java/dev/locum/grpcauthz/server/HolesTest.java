package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MadeContracts;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.grpcauthz.trust.SharedSecretTrust;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The holes H1 to H15 of the reference implementation, each closed; H16 is about its example
 * application and is proven by ours. A shop behind a mesh, which also takes signed tokens of its
 * worker and tokens of its users. That each of these tests can fail is shown by {@link
 * PlantedHolesTest}.
 */
@Timeout(120)
class HolesTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String MESH = MeshIdentityTrust.DEFAULT_HEADER;
  private static final String SIGNED = SignedTokenTrust.DEFAULT_HEADER;
  private static final String PRINCIPAL = "cluster.local/ns/trips/sa/worker";

  private final TestClock clock = TestClock.atNoon();
  private final SigningService worker = new SigningService("worker", clock);
  private final SigningService idp = new SigningService("idp", clock);
  private final ShopServer shop = new ShopServer(rules -> rules(), new ShopServer.Loopback());

  @AfterEach
  void stop() {
    shop.close();
    worker.close();
    idp.close();
  }

  @Test
  void h01_usersTokenOnAnInternalMethod_isUnauthenticated() {
    Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.bearer(user("ada")).ping(REQUEST));
    shop.bearer(user("ada")).anybody(REQUEST);
    assertThatThrownBy(() -> new ShopServer(rules -> rules.accept(CallerMode.USER)))
        .isInstanceOf(ContractException.class);
  }

  /** The negative control of H1: a source that takes any bearer token is the hole. */
  @Test
  void h01_planted_sourceThatTakesAnyBearer_opensToAUser() {
    TrustSource planted =
        TrustSource.of(
            "planted",
            Set.of("authorization"),
            evidence ->
                evidence.header("authorization").map(bearer -> TrustMarker.of(entry(), "anybody")));
    try (ShopServer holed =
        new ShopServer(
            rules -> CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(planted))) {
      holed.bearer(user("ada")).ping(REQUEST);
    }
  }

  @Test
  void h02_serviceThatNamesAnotherSubjectOrRoles_gainsNothing() {
    Refused.because(
        DenialReason.TOKEN_CLAIM_REFUSED,
        shop,
        () -> shop.with(SIGNED, worker.token(Map.of("sub", "billing"))).ping(REQUEST));
    Refused.because(
        DenialReason.ACTION_NOT_GRANTED,
        shop,
        () ->
            shop.with(
                    SIGNED, worker.token(Map.of("scope", "shop.refund", "roles", List.of("owner"))))
                .refund(REQUEST));
  }

  @Test
  void h03_tokenWithoutEndOrAudience_isRefused() {
    for (String claim : List.of("exp", "iat", "aud")) {
      Refused.because(
          DenialReason.TOKEN_CLAIM_MISSING,
          shop,
          () ->
              shop.with(SIGNED, worker.token(Collections.singletonMap(claim, null))).ping(REQUEST));
    }
    Refused.because(
        DenialReason.TOKEN_LIFE_TOO_LONG,
        shop,
        () ->
            shop.with(SIGNED, worker.token(Map.of("exp", clock.instant().getEpochSecond() + 301)))
                .ping(REQUEST));
  }

  @Test
  void h04_publicAndInternal_isOneOfThemOrDoesNotStart() {
    assertThat(MadeContracts.of("public:true", "internal:true").posture())
        .isEqualTo(Posture.INTERNAL);
    assertThat(MadeContracts.of("internal:true", "public:true").posture())
        .isEqualTo(Posture.PUBLIC);
    assertThatThrownBy(() -> MadeContracts.of("", "public:true internal:true"))
        .isInstanceOf(ContractException.class);
  }

  @Test
  void h05_h06_forgedHeadersOnEveryRoute_neverReachAHandler() {
    String[] forged = {
      MESH,
      "forged",
      SIGNED,
      "forged",
      "x-internal-secret",
      "forged",
      "x-auth-subject",
      "forged",
      "x-auth-type",
      "forged",
      "x-auth-name",
      "forged",
      "x-auth-roles",
      "forged",
      "x-auth-scopes",
      "forged",
      "x-auth-claims",
      "forged",
      "x-forwarded-user",
      "forged",
      "x-forwarded-tenant",
      "forged",
      "x-forwarded-for",
      "forged",
      "cookie",
      "forged",
      "x-unrelated",
      "stays"
    };
    shop.with(forged).open(REQUEST);
    assertThatThrownBy(() -> shop.with(forged).ping(REQUEST)).isNotNull();
    String[] withoutForwarded = Arrays.copyOf(forged, 18);
    shop.with(and(withoutForwarded, "authorization", "Bearer " + user("ada"))).anybody(REQUEST);
    withoutForwarded[1] = PRINCIPAL;
    shop.with(withoutForwarded).ping(REQUEST);

    assertThat(shop.handlerHeaders)
        .hasSize(3)
        .allSatisfy(headers ->
            assertThat(headers.toString()).doesNotContain("forged", PRINCIPAL, "Bearer"));
    assertThat(shop.handlerHeaders.get(0).keys()).contains("x-unrelated");
  }

  @Test
  void h07_denyBesidesRequirements_warnsAndAllowAloneDemandsAnIdentity() {
    assertThat(MadeContracts.of("default_requires{roles:'user'}", "policy:'deny'").warnings())
        .hasSize(1);
    Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.anonymous().anybody(REQUEST));
  }

  @Test
  void h08_meshHeaderOverAnotherHop_isUnauthenticated() {
    shop.with(MESH, PRINCIPAL).ping(REQUEST);
    try (ShopServer reachedDirectly = new ShopServer(rules -> rules())) {
      Refused.because(
          DenialReason.HOP_NOT_PROVEN,
          reachedDirectly,
          () -> reachedDirectly.with(MESH, PRINCIPAL).ping(REQUEST));
    }
  }

  @Test
  void h09_twice_isRefusedInConfigurationAndHeaders() {
    assertThatThrownBy(() -> MeshIdentityTrust.allowing(PRINCIPAL, entry()).and(PRINCIPAL, entry()))
        .isInstanceOf(IllegalArgumentException.class);
    Refused.because(
        DenialReason.CREDENTIAL_AMBIGUOUS,
        shop,
        () -> shop.with(MESH, PRINCIPAL, MESH, PRINCIPAL).ping(REQUEST));
    Refused.because(
        DenialReason.TOKEN_MALFORMED,
        shop,
        () ->
            shop.with("authorization", "Bearer " + user("ada"), "authorization", "Bearer x")
                .anybody(REQUEST));
  }

  @Test
  void h10_refusal_isInTheTrailWithItsReasonAndNotOnTheWire() {
    assertThatThrownBy(() -> shop.with(MESH, "stranger").ping(REQUEST))
        .satisfies(failure -> {
          Status status = Status.fromThrowable(failure);
          assertThat(status.getCode().value()).isEqualTo(16);
          assertThat(status.getDescription())
              .isEqualTo(DenialReason.CREDENTIAL_REJECTED.sentence());
        });
    AuditEvent event = shop.audit.only(AuditEventType.DOWNSTREAM_CALLED);
    assertThat(event.decision().reason()).isEqualTo("CREDENTIAL_UNKNOWN");
    assertThat(event.decision().detail()).contains("ShopService/Ping").contains("mesh");
    assertThat(event.toString()).doesNotContain("stranger");
  }

  @Test
  void h11_sharedSecret_isForDevelopmentOnly() {
    SharedSecretTrust secret =
        SharedSecretTrust.forDevelopmentOnly(RawToken.of("x".repeat(32)), entry());
    assertThatThrownBy(
            () -> CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(secret).build())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void h12_issuerAway_isAuditedAsSuchAndLooksLikeABadToken() {
    worker.goAway();
    Refused.because(
        DenialReason.TRUST_UNDECIDED, shop, () -> shop.with(SIGNED, worker.token()).ping(REQUEST));
    Refused.because(
        DenialReason.TOKEN_MALFORMED, shop, () -> shop.with(SIGNED, "bad").ping(REQUEST));
    assertThat(DenialReason.TRUST_UNDECIDED.publicReason())
        .isEqualTo(DenialReason.TOKEN_MALFORMED.publicReason());
  }

  // H13, the cache: CachedIdentityTest, SignedTokenReuseTest and
  // UserTokensTest.gated_sharedCache_keepsServicesApartAndEnds.

  @Test
  void h14_streamOpenedByASignedToken_endsWithIt() {
    String token = worker.token(Map.of("exp", clock.instant().getEpochSecond() + 1));
    Iterator<ShopResponse> stream = shop.with(SIGNED, token).watch(REQUEST);
    stream.next();

    assertThatThrownBy(stream::hasNext)
        .satisfies(failure ->
            assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.TOKEN_REJECTED));
  }

  @Test
  void h15_innerCall_startsFromNobody() {
    shop.shop.effect =
        () -> {
          shop.shop.effect = () -> {};
          Context.current()
              .run(() -> {
                shop.anonymous().open(REQUEST);
                assertThatThrownBy(() -> shop.anonymous().ping(REQUEST))
                    .satisfies(failure ->
                        assertThat(Refusals.reasonOf(failure))
                            .isEqualTo(DenialReason.NO_CREDENTIAL));
              });
        };
    shop.with(MESH, PRINCIPAL).ping(REQUEST);

    assertThat(shop.shop.callers)
        .extracting(CallerContext::provenance)
        .containsExactly(Provenance.NONE, Provenance.SERVICE);
  }

  /** 1,000 callers of every kind at once: each handler sees its own caller and no other. */
  @Test
  void thousandParallelMixedCallers_neverMix() throws InterruptedException {
    assertThat(ParallelCallers.mixedUp(1000, this::callOfSomeKind)).isEmpty();
    assertThat(shop.shop.callers).hasSize(1000);
  }

  private ParallelCallers.Seen callOfSomeKind(int number) {
    String name = "user-" + number;
    return switch (number % 4) {
      case 0 -> new ParallelCallers.Seen("worker", "", shop.with(MESH, PRINCIPAL).ping(REQUEST));
      case 1 ->
          new ParallelCallers.Seen("worker", "", shop.with(SIGNED, worker.token()).ping(REQUEST));
      case 2 -> new ParallelCallers.Seen("", name, shop.bearer(user(name)).anybody(REQUEST));
      default -> new ParallelCallers.Seen("", "", shop.with(MESH, PRINCIPAL).open(REQUEST));
    };
  }

  private CallerRules.Builder rules() {
    JwtVerifier.Timing timing = new JwtVerifier.Timing(clock, Duration.ZERO);
    return CallerAuthenticator.builder()
        .self(ShopServer.SHOP)
        .trustSource(MeshIdentityTrust.allowing(PRINCIPAL, entry()))
        .trustSource(
            SignedTokenTrust.builder(ShopServer.SHOP, CryptoProviders.jdk(), timing)
                .trust(worker.issuer, worker.keys(), entry())
                .build())
        .userTokens(
            UserTokens.of(
                    JwtVerifier.of(
                        List.of(JwtIssuer.of(idp.issuer, idp.keys())),
                        CryptoProviders.jdk(),
                        timing))
                .tenantIn("org"));
  }

  private String user(String subject) {
    return idp.token(
        JwtIssuer.ACCESS_TOKEN, idp.key(), Map.of("sub", subject, "aud", "shop", "org", "alice"));
  }

  private static TrustedWorkload entry() {
    return TrustedWorkload.of(new WorkloadId("worker")).withActions(ActionSet.ofNames("shop.view"));
  }

  private static String[] and(String[] headers, String... more) {
    String[] all = Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return all;
  }
}
