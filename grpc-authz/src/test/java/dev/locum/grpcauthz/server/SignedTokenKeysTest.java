package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whose keys verify a token that a service signed: bound to the issuer, rotated, away (S4-27 to
 * S4-31).
 */
@Timeout(30)
class SignedTokenKeysTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String HEADER = SignedTokenTrust.DEFAULT_HEADER;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final SigningPair pair = new SigningPair();
  private final TestClock clock = pair.clock;
  private final SigningService worker = pair.worker;
  private final SigningService billing = pair.billing;

  @AfterEach
  void stop() {
    pair.close();
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

    for (IssuerKeys[] shared :
        List.of(
            new IssuerKeys[] {worker.keys(), IssuerKeys.at(worker.jwks(), HTTP)},
            new IssuerKeys[] {fixed, fixed},
            new IssuerKeys[] {
              fixed,
              IssuerKeys.fixed(
                  PublicKeys.of(billing.key().verificationKey(), worker.key().verificationKey()))
            })) {
      assertThatThrownBy(() ->
              pair.builder()
                  .trust(worker.issuer, shared[0], SigningPair.entry("worker"))
                  .trust(billing.issuer, shared[1], SigningPair.entry("billing"))
                  .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("share");
    }
    assertThatThrownBy(() -> IssuerKeys.at(upper, HTTP))
        .isInstanceOf(IllegalArgumentException.class);
    pair.builder()
        .trust(worker.issuer, worker.keys(), SigningPair.entry("worker"))
        .trust(billing.issuer, billing.keys(), SigningPair.entry("billing"))
        .build();
  }

  @Test
  void build_issuerTwiceOrNone_doesNotStart() {
    assertThatThrownBy(() -> pair.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() ->
            pair.builder()
                .trust(worker.issuer, worker.keys(), SigningPair.entry("worker"))
                .trust(worker.issuer, billing.keys(), SigningPair.entry("worker"))
                .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() ->
            pair.builder()
                .trust(
                    JwtIssuer.of(worker.issuer, worker.keys()),
                    "worker",
                    SigningPair.entry("worker")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT5M");
  }

  /** S4-27: a rotated key is met, and unknown key ids cannot make us fetch more than every 5 s. */
  @Test
  void ping_rotatedKey_isFetchedOnceTheCooldownIsOver() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
      shop.with(HEADER, worker.token()).ping(REQUEST);
      worker.rotate();

      for (int i = 0; i < 3; i++) {
        Refused.because(
            DenialReason.TOKEN_KEY_UNKNOWN,
            shop,
            () -> shop.with(HEADER, worker.token()).ping(REQUEST));
      }
      assertThat(worker.fetches).hasValue(1);
      pair.advance(shop, Duration.ofSeconds(5));
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
    try (ShopServer shop = pair.shop(trust -> trust)) {
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
      pair.advance(shop, Duration.ofSeconds(6));
      shop.with(HEADER, worker.token()).ping(REQUEST);
    }
  }

  /** H12: keys do not count longer than until they should be fetched again, unless it is said. */
  @Test
  void ping_keysTooOldAndIssuerAway_countOnlyWhereConfigured() {
    IssuerKeys patient = worker.keys().countingWhileAway(Duration.ofHours(1));
    try (ShopServer strict = pair.shop(trust -> trust);
        ShopServer lenient =
            new ShopServer(rules ->
                SigningPair.only(
                    pair.builder()
                        .trust(worker.issuer, patient, SigningPair.entry("worker"))
                        .build()))) {
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

  private Status status(ShopServer shop, String token) {
    return Status.fromThrowable(catchThrowable(() -> shop.with(HEADER, token).ping(REQUEST)))
        .withCause(null);
  }
}
