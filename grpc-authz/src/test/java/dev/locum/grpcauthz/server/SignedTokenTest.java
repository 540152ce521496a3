package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.Issuer;
import dev.locum.token.denial.DenialReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in by a token that the calling service signs itself (S4-26 to S4-28, S4-32). */
@Timeout(30)
class SignedTokenTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String HEADER = SignedTokenTrust.DEFAULT_HEADER;

  private final SigningPair pair = new SigningPair();
  private final TestClock clock = pair.clock;
  private final SigningService worker = pair.worker;
  private final SigningService billing = pair.billing;

  @AfterEach
  void stop() {
    pair.close();
  }

  /** S4-26, S4-27, S4-38: the service is the caller, by its own key, which was fetched once. */
  @Test
  void ping_tokenOfAListedService_reachesAsThatService() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
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
    try (ShopServer shop = pair.shop(trust -> trust)) {
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
    try (ShopServer shop = pair.shop(trust -> trust)) {
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

  /** Unused issuers are refused as loudly as unknown ones. */
  @Test
  void issuer_comparedExactly() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
      Issuer slash = new Issuer(worker.issuer.value() + "/");
      Refused.because(
          DenialReason.TOKEN_ISSUER_WRONG,
          shop,
          () -> shop.with(HEADER, worker.token(Map.of("iss", slash.value()))).ping(REQUEST));
    }
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
    try (ShopServer shop = pair.shop(trust -> trust)) {
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
    try (ShopServer shop = pair.shop(trust -> trust)) {
      String longest = worker.token(Map.of("exp", clock.instant().getEpochSecond() + 300));
      pair.advance(shop, Duration.ofSeconds(299));
      shop.with(HEADER, longest).ping(REQUEST);

      pair.advance(shop, Duration.ofSeconds(1));
      Refused.because(
          DenialReason.TOKEN_EXPIRED, shop, () -> shop.with(HEADER, longest).ping(REQUEST));
    }
  }

  /** A token of another kind that the same service signed opens nothing. */
  @Test
  void ping_anotherTyp_isRefused() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
      for (String type : List.of("at+jwt", "JWT", "client-authentication+jwt", "S2S+JWT")) {
        Refused.because(
            DenialReason.TOKEN_KIND_WRONG,
            shop,
            () -> shop.with(HEADER, worker.token(type, worker.key(), Map.of())).ping(REQUEST));
      }
    }
  }

  /** H9: two values of the header are refused, even two good ones. */
  @Test
  void ping_headerTwice_isRefused() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
      Refused.because(
          DenialReason.CREDENTIAL_AMBIGUOUS,
          shop,
          () -> shop.with(HEADER, worker.token(), HEADER, worker.token()).ping(REQUEST));
    }
  }

  /** Hostile values: each is refused like any other. */
  @Test
  void ping_hostileHeader_isRefused() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
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
}
