package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.grpcauthz.trust.UsedTokenIds;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.ActionSet;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.IssuerBoundVerifier;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trust by a token that the calling service signs itself (S4-26 to S4-32). */
@Timeout(30)
class SignedTokenTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String HEADER = SignedTokenTrust.DEFAULT_HEADER;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestClock clock = TestClock.atNoon();
  private final SigningService worker = new SigningService("worker", clock);
  private final SigningService billing = new SigningService("billing", clock);

  @AfterEach
  void stop() {
    worker.close();
    billing.close();
  }

  /** S4-26, S4-27, S4-38: the service is the caller, by its own key, which was fetched once. */
  @Test
  void ping_tokenOfAListedService_reachesAsThatService() {
    try (ShopServer shop = shop(trust -> trust)) {
      shop.with(HEADER, worker.token()).ping(REQUEST);
      shop.with(HEADER, "Bearer " + worker.token()).buy(REQUEST);
      shop.with(HEADER, billing.token()).refund(REQUEST);

      assertThat(shop.shop.callers)
          .extracting(caller -> caller.service().orElseThrow().value())
          .containsExactly("worker", "worker", "billing");
      assertThat(shop.shop.callers)
          .allSatisfy(caller -> assertThat(caller.provenance()).isEqualTo(Provenance.SERVICE));
      assertThat(worker.fetches).hasValue(1);
    }
  }

  /** H2, S4-37: rights are the entry's; what the token claims of itself counts for nothing. */
  @Test
  void refund_rolesAndScopesInTheToken_countForNothing() {
    try (ShopServer shop = shop(trust -> trust)) {
      String claiming =
          worker.token(Map.of("scope", "shop.refund", "roles", List.of("owner", "manager")));

      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, shop, () -> shop.with(HEADER, claiming).refund(REQUEST));
      shop.with(HEADER, claiming).buy(REQUEST);
      assertThat(shop.shop.callers.get(0).roles()).isEmpty();
      assertThat(shop.shop.callers.get(0).scopes()).containsExactly("shop.buy");
    }
  }

  /** S4-19, S4-28, S4-53: whoever holds the key of A is A, and nobody else, however it tries. */
  @Test
  void refund_signedByWorkerAsBilling_isRefused() {
    try (ShopServer shop = shop(trust -> trust)) {
      shop.with(HEADER, billing.token()).refund(REQUEST);
      String asBilling = billing.token(SignedTokenTrust.TYPE, worker.key(), Map.of());

      Refused.because(
          DenialReason.TOKEN_KEY_UNKNOWN, shop, () -> shop.with(HEADER, asBilling).refund(REQUEST));
      Refused.because(
          DenialReason.TOKEN_SIGNATURE_INVALID,
          shop,
          () ->
              shop.with(
                      HEADER,
                      billing.token(
                          SignedTokenTrust.TYPE, worker.keyNamed(billing.key().keyId()), Map.of()))
                  .refund(REQUEST));
      Refused.because(
          DenialReason.TOKEN_CLAIM_REFUSED,
          shop,
          () -> shop.with(HEADER, worker.token(Map.of("sub", "billing"))).refund(REQUEST));
      Refused.because(
          DenialReason.TOKEN_ISSUER_WRONG,
          shop,
          () ->
              shop.with(HEADER, worker.token(Map.of("iss", "https://stranger.example")))
                  .refund(REQUEST));
    }
  }

  /**
   * S4-29, S4-30: the negative control: one set with the keys of both takes the very token that
   * issuer-bound keys refuse.
   */
  @Test
  void verify_forgedToken_isTakenByASharedKeySetAndRefusedByBoundOnes() {
    RawToken asBilling = RawToken.of(billing.token(SignedTokenTrust.TYPE, worker.key(), Map.of()));
    KeySource shared =
        KeySource.fixed(
            PublicKeys.of(worker.key().verificationKey(), billing.key().verificationKey()));
    KeySource own = KeySource.fixed(PublicKeys.of(billing.key().verificationKey()));

    assertThat(bound(shared).verify(asBilling)).isInstanceOf(Verification.Verified.class);
    assertThat(bound(own).verify(asBilling)).isInstanceOf(Verification.Rejected.class);
  }

  private IssuerBoundVerifier bound(KeySource keys) {
    return new IssuerBoundVerifier(
        List.of(
            new IssuerBoundVerifier.Bound(
                billing.issuer,
                keys,
                Set.of(SignedTokenTrust.TYPE),
                Set.of(SigningAlgorithm.ES256))),
        CryptoProviders.jdk());
  }

  /** S4-31: two issuers with one key set, or with one key, do not start. */
  @Test
  void build_issuersThatShareKeys_doNotStart() {
    URI upper = URI.create(worker.jwks().toString().replace("http:", "HTTP:"));
    IssuerKeys fixed = IssuerKeys.fixed(PublicKeys.of(worker.key().verificationKey()));

    for (IssuerKeys[] pair :
        List.of(
            new IssuerKeys[] {worker.keys(), IssuerKeys.at(worker.jwks(), HTTP)},
            new IssuerKeys[] {fixed, fixed},
            new IssuerKeys[] {
              fixed,
              IssuerKeys.fixed(
                  PublicKeys.of(billing.key().verificationKey(), worker.key().verificationKey()))
            })) {
      assertThatThrownBy(() ->
              builder()
                  .trust(worker.issuer, pair[0], entry("worker"))
                  .trust(billing.issuer, pair[1], entry("billing"))
                  .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("share");
    }
    assertThatThrownBy(() -> IssuerKeys.at(upper, HTTP))
        .isInstanceOf(IllegalArgumentException.class);
    builder()
        .trust(worker.issuer, worker.keys(), entry("worker"))
        .trust(billing.issuer, billing.keys(), entry("billing"))
        .build();
  }

  @Test
  void build_issuerTwiceOrNone_doesNotStart() {
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() ->
            builder()
                .trust(worker.issuer, worker.keys(), entry("worker"))
                .trust(worker.issuer, billing.keys(), entry("worker"))
                .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() ->
            builder().trust(JwtIssuer.of(worker.issuer, worker.keys()), "worker", entry("worker")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT5M");
  }

  static Stream<Map<String, Object>> hostileClaims() {
    long now = TestClock.NOON.getEpochSecond();
    return Stream.of(
        Collections.singletonMap("exp", null),
        Collections.singletonMap("iat", null),
        Collections.singletonMap("aud", null),
        Collections.singletonMap("sub", null),
        Collections.singletonMap("iss", null),
        Map.of("aud", "fleet"),
        Map.of("aud", List.of("shop", "fleet")),
        Map.of("aud", List.of()),
        Map.of("exp", now),
        Map.of("exp", now - 1),
        Map.of("exp", now + 301),
        Map.of("iat", now + 60, "exp", now + 90),
        Map.of("nbf", now + 60),
        Map.of("exp", "tomorrow"),
        Map.of("sub", ""),
        Map.of("sub", "Worker"),
        Map.of("sub", "worker "));
  }

  /**
   * H3: exp, iat and aud are mandatory, life is capped, and the token is for this service alone.
   */
  @ParameterizedTest
  @MethodSource("hostileClaims")
  void ping_claimThatMustNotBe_isUnauthenticated(Map<String, Object> changes) {
    try (ShopServer shop = shop(trust -> trust)) {
      assertThatThrownBy(() -> shop.with(HEADER, worker.token(changes)).ping(REQUEST))
          .satisfies(failure -> {
            assertThat(Status.fromThrowable(failure).getCode().value()).isEqualTo(16);
            assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.TOKEN_REJECTED);
          });
      assertThat(shop.shop.callers).isEmpty();
      shop.with(HEADER, worker.token()).ping(REQUEST);
    }
  }

  @Test
  void ping_lastSecondOfTheLongestLife_isTaken() {
    try (ShopServer shop = shop(trust -> trust)) {
      String longest = worker.token(Map.of("exp", clock.instant().getEpochSecond() + 300));
      advance(shop, Duration.ofSeconds(299));
      shop.with(HEADER, longest).ping(REQUEST);

      advance(shop, Duration.ofSeconds(1));
      Refused.because(
          DenialReason.TOKEN_EXPIRED, shop, () -> shop.with(HEADER, longest).ping(REQUEST));
    }
  }

  /** A token of another kind that the same service signed opens nothing. */
  @Test
  void ping_anotherTyp_isRefused() {
    try (ShopServer shop = shop(trust -> trust)) {
      for (String type : List.of("at+jwt", "JWT", "client-authentication+jwt", "S2S+JWT")) {
        Refused.because(
            DenialReason.TOKEN_KIND_WRONG,
            shop,
            () -> shop.with(HEADER, worker.token(type, worker.key(), Map.of())).ping(REQUEST));
      }
    }
  }

  /** S4-27: a rotated key is met, and unknown key ids cannot make us fetch more than every 5 s. */
  @Test
  void ping_rotatedKey_isFetchedOnceTheCooldownIsOver() {
    try (ShopServer shop = shop(trust -> trust)) {
      shop.with(HEADER, worker.token()).ping(REQUEST);
      worker.rotate();

      for (int i = 0; i < 3; i++) {
        Refused.because(
            DenialReason.TOKEN_KEY_UNKNOWN,
            shop,
            () -> shop.with(HEADER, worker.token()).ping(REQUEST));
      }
      assertThat(worker.fetches).hasValue(1);
      advance(shop, Duration.ofSeconds(5));
      shop.with(HEADER, worker.token()).ping(REQUEST);
      assertThat(worker.fetches).hasValue(2);
    }
  }

  /**
   * H10, H12: the outage of an issuer looks like a bad token from outside and not in the trail, and
   * touches no other issuer.
   */
  @Test
  void ping_keysOfOneIssuerAway_touchNobodyElseAndAreNotTold() {
    try (ShopServer shop = shop(trust -> trust)) {
      worker.goAway();

      Refused.because(
          DenialReason.TRUST_UNDECIDED,
          shop,
          () -> shop.with(HEADER, worker.token()).ping(REQUEST));
      assertThat(shop.audit.only(AuditEventType.DOWNSTREAM_CALLED).decision().outcome())
          .isEqualTo(AuditDecision.Outcome.UNDECIDED);
      Status away = status(shop, worker.token());
      Status bad = status(shop, billing.token(Map.of("sub", "worker")));
      assertThat(away.toString()).isEqualTo(bad.toString());
      shop.with(HEADER, billing.token()).ping(REQUEST);

      worker.comeBack();
      advance(shop, Duration.ofSeconds(6));
      shop.with(HEADER, worker.token()).ping(REQUEST);
    }
  }

  /** H12: keys do not count longer than until they should be fetched again, unless it is said. */
  @Test
  void ping_keysTooOldAndIssuerAway_countOnlyWhereConfigured() {
    IssuerKeys patient = worker.keys().countingWhileAway(Duration.ofHours(1));
    try (ShopServer strict = shop(trust -> trust);
        ShopServer lenient =
            new ShopServer(
                rules -> only(builder().trust(worker.issuer, patient, entry("worker")).build()))) {
      strict.with(HEADER, worker.token()).ping(REQUEST);
      lenient.with(HEADER, worker.token()).ping(REQUEST);
      worker.goAway();
      clock.advance(Duration.ofMinutes(6));

      Refused.because(
          DenialReason.TRUST_UNDECIDED,
          strict,
          () -> strict.with(HEADER, worker.token()).ping(REQUEST));
      lenient.with(HEADER, worker.token()).ping(REQUEST);
      clock.advance(Duration.ofHours(1));
      Refused.because(
          DenialReason.TRUST_UNDECIDED,
          lenient,
          () -> lenient.with(HEADER, worker.token()).ping(REQUEST));
    }
  }

  /** With a replay store each token opens one call; an id must be there; an outage refuses. */
  @Test
  void ping_singleUse_opensOneCall() {
    try (ShopServer shop = shop(trust -> trust.singleUse(new UsedTokenIds(clock)))) {
      String token = worker.token();
      shop.with(HEADER, token).ping(REQUEST);

      Refused.because(
          DenialReason.TOKEN_REPLAYED, shop, () -> shop.with(HEADER, token).ping(REQUEST));
      Refused.because(
          DenialReason.TOKEN_CLAIM_MISSING,
          shop,
          () ->
              shop.with(HEADER, worker.token(Collections.singletonMap("jti", null))).ping(REQUEST));
      shop.with(HEADER, worker.token()).ping(REQUEST);
    }
    try (ShopServer blind =
        shop(trust ->
            trust.singleUse((kind, holder, id, keepUntil) -> {
              throw new IllegalStateException("the store is away");
            }))) {
      Refused.because(
          DenialReason.TRUST_UNDECIDED,
          blind,
          () -> blind.with(HEADER, worker.token()).ping(REQUEST));
    }
  }

  /** The negative control of the above: without a store the same token opens two calls. */
  @Test
  void ping_withoutReplayStore_sameTokenOpensTwoCalls() {
    try (ShopServer shop = shop(trust -> trust)) {
      String token = worker.token();
      shop.with(HEADER, token).ping(REQUEST);
      shop.with(HEADER, token).ping(REQUEST);
    }
  }

  /** H13: what is cached ends with the token, and with its revocation. */
  @Test
  void ping_cachedToken_endsWithItsExpiryAndRevocation() {
    VerificationCache cache = VerificationCache.create(clock);
    try (ShopServer shop = shop(trust -> trust.verificationCache(cache))) {
      String short30 = worker.token(Map.of("exp", clock.instant().getEpochSecond() + 30));
      String revoked = worker.token(Map.of("jti", "stolen-1"));
      shop.with(HEADER, short30).ping(REQUEST);
      shop.with(HEADER, revoked).ping(REQUEST);

      cache.revoke("stolen-1", Instant.MAX);
      Refused.because(
          DenialReason.TOKEN_REVOKED, shop, () -> shop.with(HEADER, revoked).ping(REQUEST));
      clock.advance(Duration.ofSeconds(30));
      Refused.because(
          DenialReason.TOKEN_EXPIRED, shop, () -> shop.with(HEADER, short30).ping(REQUEST));
    }
    assertThatThrownBy(() ->
            builder()
                .trust(worker.issuer, worker.keys(), entry("worker"))
                .singleUse(new UsedTokenIds(clock))
                .verificationCache(cache)
                .build())
        .isInstanceOf(IllegalStateException.class);
  }

  /** H9: two values of the header are refused, even two good ones. */
  @Test
  void ping_headerTwice_isRefused() {
    try (ShopServer shop = shop(trust -> trust)) {
      Refused.because(
          DenialReason.CREDENTIAL_AMBIGUOUS,
          shop,
          () -> shop.with(HEADER, worker.token(), HEADER, worker.token()).ping(REQUEST));
    }
  }

  /** Hostile values: each is refused like any other. */
  @Test
  void ping_hostileHeader_isRefused() {
    try (ShopServer shop = shop(trust -> trust)) {
      Stream.of(
              "",
              " ",
              "Bearer ",
              "..",
              "a.b.c",
              "eyJhbGciOiJub25lIn0.e30.",
              "x".repeat(7000),
              worker.token() + "x",
              worker.token().toUpperCase(Locale.ROOT))
          .forEach(value ->
              assertThatThrownBy(() -> shop.with(HEADER, value).ping(REQUEST))
                  .as(value)
                  .satisfies(failure ->
                      assertThat(Status.fromThrowable(failure).getCode().value()).isEqualTo(16)));
      assertThat(shop.shop.callers).isEmpty();
    }
  }

  private Status status(ShopServer shop, String token) {
    return Status.fromThrowable(catchThrowable(() -> shop.with(HEADER, token).ping(REQUEST)))
        .withCause(null);
  }

  /** The shop's own clock decides about streams only; tokens are judged by this one. */
  private void advance(ShopServer shop, Duration by) {
    clock.advance(by);
    shop.clock.advance(by);
  }

  private ShopServer shop(UnaryOperator<SignedTokenTrust.Builder> more) {
    SignedTokenTrust trust =
        more.apply(
                builder()
                    .trust(worker.issuer, worker.keys(), entry("worker", "shop.buy"))
                    .trust(billing.issuer, billing.keys(), entry("billing", "shop.refund")))
            .build();
    return new ShopServer(rules -> only(trust));
  }

  private static CallerRules.Builder only(SignedTokenTrust trust) {
    return CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(trust);
  }

  private SignedTokenTrust.Builder builder() {
    return SignedTokenTrust.builder(
        ShopServer.SHOP,
        CryptoProviders.jdk(),
        new JwtVerifier.Timing(clock, Duration.ofSeconds(5)));
  }

  private static TrustedWorkload entry(String workload, String... actions) {
    return TrustedWorkload.of(new WorkloadId(workload)).withActions(ActionSet.ofNames(actions));
  }

  /** Unused issuers are refused as loudly as unknown ones. */
  @Test
  void issuer_comparedExactly() {
    try (ShopServer shop = shop(trust -> trust)) {
      Issuer slash = new Issuer(worker.issuer.value() + "/");
      Refused.because(
          DenialReason.TOKEN_ISSUER_WRONG,
          shop,
          () -> shop.with(HEADER, worker.token(Map.of("iss", slash.value()))).ping(REQUEST));
    }
  }
}
