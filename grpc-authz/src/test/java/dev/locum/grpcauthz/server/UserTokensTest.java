package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.OnBehalfOf;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.Audience;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** End users with tokens of issuers other than Locum's authority. */
@Timeout(30)
class UserTokensTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String TYPE = JwtIssuer.ACCESS_TOKEN;

  /** The internal methods of the shop need some source to start. */
  private static final TrustSource NOBODY =
      TrustSource.of("nobody", Set.of(), evidence -> Optional.empty());

  private final TestClock clock = TestClock.atNoon();
  private final SigningService staff = new SigningService("staff", clock);
  private final SigningService customers = new SigningService("customers", clock);

  @AfterEach
  void stop() {
    staff.close();
    customers.close();
  }

  /** S4-01, S4-02: a gated method asks for a user, its roles and its scopes. */
  @Test
  void gated_tokenOfAnAcceptedIssuer_isTheUser() {
    try (ShopServer shop = shop(users -> users)) {
      String ada =
          token(staff, Map.of("sub", "ada", "roles", List.of("manager"), "scope", "x shop.view"));
      bearer(shop, ada).anybody(REQUEST);
      bearer(shop, ada).manage(REQUEST);
      bearer(shop, ada).view(REQUEST);

      CallerContext caller = shop.shop.callers.get(0);
      assertThat(caller.provenance()).isEqualTo(Provenance.USER);
      assertThat(caller.endUser().orElseThrow().issuer()).isEqualTo(staff.issuer);
      assertThat(caller.endUser().orElseThrow().subject()).isEqualTo("ada");
      assertThat(caller.scopes()).containsExactlyInAnyOrder("x", "shop.view");
      assertThat(shop.audit.events(AuditEventType.DOWNSTREAM_CALLED).get(0).parties().subject())
          .isEqualTo("ada");
      Refused.because(
          DenialReason.METHOD_NOT_ALLOWED, shop, () -> bearer(shop, ada).plain(REQUEST));
    }
  }

  /** Absence denies. */
  @Test
  void gated_noTokenOrNoRights_isRefused() {
    try (ShopServer shop = shop(users -> users)) {
      String plain = token(customers, Map.of());
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.anonymous().anybody(REQUEST));
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED, shop, () -> bearer(shop, plain).manage(REQUEST));
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, shop, () -> bearer(shop, plain).view(REQUEST));
      bearer(shop, plain).anybody(REQUEST);
    }
  }

  /** H1, S4-43: it never opens an internal method, whatever roles it claims. */
  @Test
  void internal_tokenOfAnAcceptedIssuer_isUnauthenticated() {
    try (ShopServer shop = shop(users -> users)) {
      String owner =
          token(staff, Map.of("roles", List.of("owner"), "scope", "shop.view shop.restock"));
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> bearer(shop, owner).ping(REQUEST));
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> bearer(shop, owner).restock(REQUEST));
    }
  }

  /** Each issuer is bound to its keys. */
  @Test
  void gated_signedByOneIssuerAsAnother_isRefused() {
    try (ShopServer shop = shop(users -> users)) {
      String forged = staff.token(TYPE, customers.key(), Map.of("aud", "shop"));
      Refused.because(
          DenialReason.TOKEN_KEY_UNKNOWN, shop, () -> bearer(shop, forged).anybody(REQUEST));
      String named =
          staff.token(TYPE, customers.keyNamed(staff.key().keyId()), Map.of("aud", "shop"));
      Refused.because(
          DenialReason.TOKEN_SIGNATURE_INVALID, shop, () -> bearer(shop, named).anybody(REQUEST));
    }
  }

  static Stream<Map<String, ? extends @Nullable Object>> hostileClaims() {
    long now = TestClock.NOON.getEpochSecond();
    return Stream.of(
        Collections.singletonMap("exp", null),
        Collections.singletonMap("iat", null),
        Collections.singletonMap("aud", null),
        Collections.singletonMap("sub", null),
        Map.of("aud", "other"),
        Map.of("aud", List.of("other", "Shop")),
        Map.of("aud", Map.of("shop", true)),
        Map.of("exp", now),
        Map.of("exp", now + 3601),
        Map.of("iat", now + 6, "exp", now + 60),
        Map.of("nbf", now + 6),
        Map.of("sub", "a b"),
        Map.of("sub", "x".repeat(256)),
        Map.of("roles", Map.of("manager", true)),
        Map.of("roles", List.of(1)),
        Map.of("scope", 7));
  }

  @ParameterizedTest
  @MethodSource("hostileClaims")
  void gated_claimThatMustNotBe_isRefused(Map<String, ? extends @Nullable Object> changes) {
    try (ShopServer shop = shop(users -> users)) {
      assertThatThrownBy(() -> bearer(shop, token(staff, changes)).anybody(REQUEST))
          .satisfies(failure ->
              assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.TOKEN_REJECTED));
      assertThat(shop.shop.callers).isEmpty();
    }
  }

  /** Clock skew lets an issuer be ahead a little, and lengthens no life. */
  @Test
  void gated_skew_isBoundedAndLengthensNothing() {
    long now = clock.instant().getEpochSecond();
    try (ShopServer shop = shop(users -> users)) {
      bearer(shop, token(staff, Map.of("iat", now + 5, "exp", now + 60))).anybody(REQUEST);
      String ending = token(staff, Map.of("exp", now + 1));
      clock.advance(Duration.ofSeconds(1));
      Refused.because(
          DenialReason.TOKEN_EXPIRED, shop, () -> bearer(shop, ending).anybody(REQUEST));
    }
    assertThatThrownBy(() -> new JwtVerifier.Timing(clock, Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** An ID token is no access token; what typ and algorithms an issuer uses is configured. */
  @Test
  void gated_typeAndAlgorithm_areTheIssuersOwn() {
    try (ShopServer shop = shop(users -> users)) {
      String bare = staff.token("JWT", staff.key(), Map.of("aud", "shop"));
      Refused.because(
          DenialReason.TOKEN_KIND_WRONG, shop, () -> bearer(shop, bare).anybody(REQUEST));
    }
    try (ShopServer shop =
        shop(List.of(issuer(staff).withTypes("JWT"), issuer(customers)), users -> users)) {
      bearer(shop, staff.token("JWT", staff.key(), Map.of("aud", "shop"))).anybody(REQUEST);
      Refused.because(
          DenialReason.TOKEN_KIND_WRONG,
          shop,
          () ->
              bearer(shop, customers.token("JWT", customers.key(), Map.of("aud", "shop")))
                  .anybody(REQUEST));
    }
    try (ShopServer shop =
        shop(List.of(issuer(staff).withAlgorithms(SigningAlgorithm.RS256)), users -> users)) {
      Refused.because(
          DenialReason.TOKEN_KEY_UNKNOWN,
          shop,
          () -> bearer(shop, token(staff, Map.of())).anybody(REQUEST));
    }
  }

  /** H12: to a user, an issuer that is away is not a bad token, and may be tried again. */
  @Test
  void gated_issuerAway_isUnavailableAndTouchesNoOther() {
    try (ShopServer shop = shop(users -> users)) {
      staff.goAway();
      Refused.because(
          DenialReason.KEYS_UNAVAILABLE,
          shop,
          () -> bearer(shop, token(staff, Map.of())).anybody(REQUEST));
      bearer(shop, token(customers, Map.of())).anybody(REQUEST);
    }
  }

  @Test
  void rolesIn_nestedOrDottedNames_areFoundAndNotSplit() {
    try (ShopServer nested = shop(users -> users.rolesIn("realm_access.roles"));
        ShopServer dotted = shop(users -> users.rolesIn("https://example.com/roles"))) {
      bearer(nested, token(staff, Map.of("realm_access", Map.of("roles", List.of("manager")))))
          .manage(REQUEST);
      bearer(dotted, token(staff, Map.of("https://example.com/roles", "clerk manager")))
          .manage(REQUEST);
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED,
          dotted,
          () ->
              bearer(
                      dotted,
                      token(staff, Map.of("https://example.com/roles", List.of("not manager"))))
                  .manage(REQUEST));
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED,
          nested,
          () -> bearer(nested, token(staff, Map.of("roles", List.of("manager")))).manage(REQUEST));
    }
  }

  @Test
  void tenantIn_claim_isRequiredAndWhatAHandlerFiltersBy() {
    try (ShopServer shop = shop(users -> users.tenantIn("org"))) {
      bearer(shop, token(staff, Map.of("sub", "user-ada", "org", "alice"))).anybody(REQUEST);

      assertThat(shop.shop.callers.get(0).onBehalfOf())
          .contains(new OnBehalfOf(new Subject("user-ada"), new TenantId("alice")));
      Refused.because(
          DenialReason.TOKEN_CLAIM_MISSING,
          shop,
          () -> bearer(shop, token(staff, Map.of())).anybody(REQUEST));
      Refused.because(
          DenialReason.TOKEN_CLAIM_REFUSED,
          shop,
          () -> bearer(shop, token(staff, Map.of("org", "Alice; --"))).anybody(REQUEST));
    }
  }

  /** Next to Locum's authority, the issuer that a token names decides who verifies it. */
  @Test
  void gated_besidesLocumsAuthority_bothAreAccepted() {
    UserTokens users = UserTokens.of(verifier(List.of(issuer(staff))));
    try (ShopServer shop =
        new ShopServer(
            rules -> rules.accept(CallerMode.USER, CallerMode.EXCHANGE).userTokens(users))) {
      bearer(shop, token(staff, Map.of("sub", "bea"))).anybody(REQUEST);
      bearer(shop, shop.issuer.accessToken().audience("shop").text()).anybody(REQUEST);
      bearer(shop, shop.downstreamToken("shop.buy")).buy(REQUEST);

      assertThat(shop.shop.callers)
          .extracting(CallerContext::provenance)
          .containsExactly(Provenance.USER, Provenance.USER, Provenance.DELEGATED);
      Refused.because(
          DenialReason.TOKEN_KEY_UNKNOWN,
          shop,
          () -> bearer(shop, token(customers, Map.of())).anybody(REQUEST));
    }
  }

  /** H13: a cache that two services share keeps them apart, and ends with life and revocation. */
  @Test
  void gated_sharedCache_keepsServicesApartAndEnds() {
    VerificationCache cache = VerificationCache.create(clock);
    UserTokens users = UserTokens.of(verifier(List.of(issuer(staff))));
    try (ShopServer shop =
            new ShopServer(rules ->
                CallerAuthenticator.builder()
                    .self(ShopServer.SHOP)
                    .userTokens(users)
                    .trustSource(NOBODY)
                    .verificationCache(cache));
        ShopServer fleet =
            new ShopServer(rules ->
                CallerAuthenticator.builder()
                    .self(new Audience("fleet"))
                    .userTokens(users)
                    .trustSource(NOBODY)
                    .verificationCache(cache))) {
      String ada = token(staff, Map.of("jti", "t-1"));
      String short10 =
          token(staff, Map.of("jti", "t-2", "exp", clock.instant().getEpochSecond() + 10));
      bearer(shop, ada).anybody(REQUEST);
      bearer(shop, ada).anybody(REQUEST);
      bearer(shop, short10).anybody(REQUEST);
      Refused.because(
          DenialReason.TOKEN_AUDIENCE_WRONG, fleet, () -> bearer(fleet, ada).anybody(REQUEST));

      cache.revoke("t-1", Instant.MAX);
      Refused.because(DenialReason.TOKEN_REVOKED, shop, () -> bearer(shop, ada).anybody(REQUEST));
      clock.advance(Duration.ofSeconds(10));
      Refused.because(
          DenialReason.TOKEN_EXPIRED, shop, () -> bearer(shop, short10).anybody(REQUEST));
    }
  }

  /** S4-47: trust sources change nothing about public and gated methods. */
  @Test
  void publicAndGated_withAndWithoutTrustSource_answerAlike() {
    UserTokens users = UserTokens.of(verifier(List.of(issuer(staff))));
    TrustSource word =
        TrustSource.of(
            "word",
            Set.of("x-word"),
            evidence ->
                evidence
                    .header("x-word")
                    .map(said ->
                        TrustMarker.of(TrustedWorkload.of(new WorkloadId("worker")), said)));
    try (ShopServer without =
            new ShopServer(rules -> rules.accept(CallerMode.EXCHANGE).userTokens(users));
        ShopServer with =
            new ShopServer(
                rules -> rules.accept(CallerMode.EXCHANGE).userTokens(users).trustSource(word))) {
      String manager = token(staff, Map.of("roles", List.of("manager")));
      for (String bearer : List.of("", "garbage", manager, token(staff, Map.of("aud", "x")))) {
        assertThat(outcomes(with, bearer)).isEqualTo(outcomes(without, bearer));
      }
    }
  }

  private static List<String> outcomes(ShopServer shop, String bearer) {
    ShopServiceBlockingStub stub = bearer.isEmpty() ? shop.anonymous() : bearer(shop, bearer);
    return Stream.<Runnable>of(
            () -> stub.open(REQUEST),
            () -> stub.plain(REQUEST),
            () -> stub.anybody(REQUEST),
            () -> stub.view(REQUEST),
            () -> stub.manage(REQUEST))
        .map(call -> {
          try {
            call.run();
            return "ok";
          } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
          }
        })
        .toList();
  }

  private ShopServer shop(UnaryOperator<UserTokens> users) {
    return shop(List.of(issuer(staff), issuer(customers)), users);
  }

  private ShopServer shop(List<JwtIssuer> issuers, UnaryOperator<UserTokens> users) {
    UserTokens tokens = users.apply(UserTokens.of(verifier(issuers)));
    return new ShopServer(rules ->
        CallerAuthenticator.builder().self(ShopServer.SHOP).userTokens(tokens).trustSource(NOBODY));
  }

  private JwtVerifier verifier(List<JwtIssuer> issuers) {
    return JwtVerifier.of(issuers, CryptoProviders.jdk(), JwtVerifier.Timing.of(clock));
  }

  private static JwtIssuer issuer(SigningService service) {
    return JwtIssuer.of(service.issuer, service.keys());
  }

  private static String token(
      SigningService issuer, Map<String, ? extends @Nullable Object> changes) {
    return issuer.token(TYPE, issuer.key(), changes);
  }

  private static ShopServiceBlockingStub bearer(ShopServer shop, String token) {
    return shop.bearer(token);
  }
}
