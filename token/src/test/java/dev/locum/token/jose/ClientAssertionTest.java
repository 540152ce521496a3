package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.MovableClock;
import dev.locum.token.Outcomes;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How workloads prove themselves (CA-1, CA-2; groups 10, 12 and 15 of the bad-input list). */
final class ClientAssertionTest {

  private static final Issuer AUTHORITY = new Issuer("https://auth.example:7421");
  private static final WorkloadId ALICE = new WorkloadId("alice-worker");
  private static final WorkloadId BOB = new WorkloadId("bob-worker");

  private final MovableClock clock = MovableClock.atNoon();
  private final SigningKey aliceKey = SigningKey.generate(SigningAlgorithm.ES256);
  private final SigningKey bobKey = SigningKey.generate(SigningAlgorithm.ED25519);
  private final Map<WorkloadId, PublicKeys> registered =
      Map.of(
          ALICE, PublicKeys.of(aliceKey.verificationKey()),
          BOB, PublicKeys.of(bobKey.verificationKey()));
  private final MemoryUses uses = new MemoryUses();
  private final ClientAssertionVerifier verifier = verifier(uses);
  private final AtomicInteger ids = new AtomicInteger();

  @Test
  void verify_freshAssertion_provesItsWorkload() {
    IssuedToken assertion = issuer(ALICE, aliceKey).issue();

    VerifiedClientAssertion verified = verified(assertion.token()).orElseThrow();

    assertThat(verified.workload()).isEqualTo(ALICE);
    assertThat(verified.life()).isEqualTo(assertion.life());
    assertThat(verified.life().duration()).isEqualTo(Duration.ofSeconds(60));
  }

  /** CA-2, GHSA-3p3g-vpw6-4w66. */
  @Test
  void verify_sameAssertionTwice_isRefusedAsReplay() {
    RawToken assertion = issuer(ALICE, aliceKey).issue().token();
    assertThat(Outcomes.isVerified(verified(assertion))).isTrue();

    assertThat(Outcomes.reason(verified(assertion))).isEqualTo(DenialReason.CREDENTIAL_REPLAYED);
  }

  /** CA-2, Keycloak 43505: the record outlives every moment at which the assertion is accepted. */
  @Test
  void verify_replayAtEveryMoment_isNeverAccepted() {
    IssuedToken assertion = issuer(ALICE, aliceKey).issue();
    clock.moveTo(assertion.life().issuedAt().minusSeconds(5));
    assertThat(Outcomes.isVerified(verified(assertion.token()))).isTrue();

    for (int second = 0; second < 120; second++) {
      clock.move(Duration.ofSeconds(1));
      uses.forgetBefore(clock.instant());
      assertThat(Outcomes.isVerified(verified(assertion.token()))).isFalse();
    }
    assertThat(uses.records).isEmpty();
  }

  /** Negative control: with a store that forgets at expiry less the skew, the replay succeeds. */
  @Test
  void verify_replayWithAStoreThatForgetsEarly_wouldBeAccepted() {
    MemoryUses forgetful = new MemoryUses();
    ClientAssertionVerifier holed = verifier(forgetful);
    IssuedToken assertion = issuer(ALICE, aliceKey).issue();
    assertThat(Outcomes.isVerified(holed.verify(assertion.token(), this::key))).isTrue();

    clock.moveTo(assertion.life().expiresAt().minusSeconds(1));
    forgetful.forgetBefore(assertion.life().expiresAt().plusSeconds(6));

    assertThat(Outcomes.isVerified(holed.verify(assertion.token(), this::key))).isTrue();
  }

  /** CVE-2026-4282: one workload's use of an id does not use up another's. */
  @Test
  void verify_sameIdOfAnotherWorkload_isAnotherUse() {
    ClientAssertionIssuer alices = issuerWithId(ALICE, aliceKey, "same");
    ClientAssertionIssuer bobs = issuerWithId(BOB, bobKey, "same");

    assertThat(Outcomes.isVerified(verified(alices.issue().token()))).isTrue();
    assertThat(Outcomes.isVerified(verified(bobs.issue().token()))).isTrue();
  }

  /** An assertion that is refused for another reason does not use up its id. */
  @Test
  void verify_refusedAssertion_recordsNoUse() {
    RawToken forged = signed(bobKey, "client-authentication+jwt", claims(ALICE), aliceKey.keyId());

    assertThat(Outcomes.isVerified(verified(forged))).isFalse();
    assertThat(uses.records).isEmpty();
  }

  /** S4-28: whoever has Bob's key is Bob and nobody else. */
  @Test
  void verify_signedByAnotherWorkload_isRefused() {
    assertThat(
            Outcomes.reason(
                verified(
                    signed(bobKey, "client-authentication+jwt", claims(ALICE), bobKey.keyId()))))
        .isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);
    assertThat(
            Outcomes.isVerified(
                verified(
                    signed(bobKey, "client-authentication+jwt", claims(ALICE), aliceKey.keyId()))))
        .isFalse();
  }

  @Test
  void verify_unknownWorkload_isRefused() {
    assertThat(Outcomes.reason(verified(issuer(new WorkloadId("carol"), aliceKey).issue().token())))
        .isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);
  }

  /**
   * CA-1: the issuer as the only audience; the token endpoint, a list or a lookalike is refused.
   */
  @Test
  void verify_forAnyOtherAudience_isRefused() {
    for (Object audience :
        List.of(
            "https://auth.example:7421/",
            "https://auth.example:7421/oauth/token",
            "locum",
            "",
            List.of("https://auth.example:7421", "https://evil.example"))) {
      Map<String, Object> claims = claims(ALICE);
      claims.put("aud", audience);

      assertThat(Outcomes.reason(verified(signed(claims))))
          .isIn(DenialReason.TOKEN_AUDIENCE_WRONG, DenialReason.TOKEN_CLAIM_REFUSED);
    }
  }

  /** Some libraries write every audience as a list; one of exactly ours names nobody else. */
  @Test
  void verify_forAListOfOurselvesAlone_isAccepted() {
    Map<String, Object> claims = claims(ALICE);
    claims.put("aud", List.of(AUTHORITY.value()));

    assertThat(Outcomes.isVerified(verified(signed(claims)))).isTrue();
  }

  @Test
  void verify_whoseIssuerIsNotItsSubject_isRefused() {
    Map<String, Object> claims = claims(ALICE);
    claims.put("iss", BOB.value());

    assertThat(Outcomes.reason(verified(signed(claims))))
        .isEqualTo(DenialReason.TOKEN_ISSUER_WRONG);
  }

  @Test
  void verify_atEachBoundaryOfItsLife_isAcceptedInsideOnly() {
    IssuedToken early = issuer(ALICE, aliceKey).issue(Duration.ofSeconds(30));
    clock.moveTo(early.life().issuedAt().minusSeconds(5).minusNanos(1));
    assertThat(Outcomes.reason(verified(early.token())))
        .isEqualTo(DenialReason.TOKEN_NOT_YET_VALID);
    clock.moveTo(early.life().expiresAt());
    assertThat(Outcomes.reason(verified(early.token()))).isEqualTo(DenialReason.TOKEN_EXPIRED);
    clock.moveTo(early.life().expiresAt().minusNanos(1));
    assertThat(Outcomes.isVerified(verified(early.token()))).isTrue();
  }

  /** CA-1: the life is bounded, whoever signed. */
  @Test
  void verify_ofALongerLife_isRefused() {
    Map<String, Object> claims = claims(ALICE);
    claims.put("exp", clock.instant().getEpochSecond() + 61);

    assertThat(Outcomes.reason(verified(signed(claims))))
        .isEqualTo(DenialReason.TOKEN_LIFE_TOO_LONG);
  }

  @Test
  void verify_withNotBefore_isHonoured() {
    Map<String, Object> claims = claims(ALICE);
    claims.put("nbf", clock.instant().getEpochSecond() + 30);
    assertThat(Outcomes.reason(verified(signed(claims))))
        .isEqualTo(DenialReason.TOKEN_NOT_YET_VALID);

    claims.put("nbf", clock.instant().getEpochSecond());
    assertThat(Outcomes.isVerified(verified(signed(claims)))).isTrue();
  }

  @Test
  void verify_withoutAnyOneClaimOrWithAnother_isRefused() {
    for (String name : claims(ALICE).keySet()) {
      Map<String, Object> claims = claims(ALICE);
      claims.remove(name);
      assertThat(Outcomes.reason(verified(signed(claims))))
          .as(name)
          .isEqualTo(DenialReason.TOKEN_CLAIM_MISSING);
    }
    Map<String, Object> claims = claims(ALICE);
    claims.put("scope", "admin");
    assertThat(Outcomes.reason(verified(signed(claims))))
        .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  /** Group 10, CVE-2026-11800: in the assertion grant too the algorithm is the key's. */
  @Test
  void verify_withAnotherAlgorithmOrType_isRefused() {
    RawToken none =
        RawToken.of(
            Base64Url.encode(
                    "{\"alg\":\"none\",\"kid\":\""
                        + aliceKey.keyId()
                        + "\",\"typ\":\"client-authentication+jwt\"}")
                + "."
                + Base64Url.encode(JsonWriter.write(claims(ALICE)))
                + ".AA");

    assertThat(Outcomes.reason(verified(none))).isEqualTo(DenialReason.TOKEN_ALGORITHM_REFUSED);
    assertThat(Outcomes.reason(verified(signed(aliceKey, "JWT", claims(ALICE), aliceKey.keyId()))))
        .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
  }

  /** When a use cannot be recorded nothing is proven; it may be tried again. */
  @Test
  void verify_whenTheStoreFails_isUndecided() {
    ClientAssertionVerifier failing =
        verifier((kind, holder, id, keepUntil) -> {
          throw new IllegalStateException("disk full");
        });

    assertThat(Outcomes.reason(failing.verify(issuer(ALICE, aliceKey).issue().token(), this::key)))
        .isEqualTo(DenialReason.STORE_UNAVAILABLE);
  }

  @Test
  void verify_whenTheKeysCannotBeHad_isUndecided() {
    ClientAssertionVerifier failing =
        new ClientAssertionVerifier(
            AUTHORITY, uses, CryptoProviders.jdk(), ClientAssertionVerifier.Timing.of(clock));

    assertThat(
            Outcomes.reason(
                failing.verify(
                    issuer(ALICE, aliceKey).issue().token(),
                    (workload, keyId) -> new KeyLookup.Unavailable())))
        .isEqualTo(DenialReason.KEYS_UNAVAILABLE);
  }

  @Test
  void issue_ofALifeOutside_isRefused() {
    for (Duration life :
        List.of(
            Duration.ZERO, Duration.ofMillis(999), Duration.ofSeconds(61), Duration.ofDays(-1))) {
      assertThatThrownBy(() -> issuer(ALICE, aliceKey).issue(life))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void timing_ofASkewOutside_isRefused() {
    assertThatThrownBy(() -> new ClientAssertionVerifier.Timing(clock, Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClientAssertionVerifier.Timing(clock, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Verification<VerifiedClientAssertion> verified(RawToken assertion) {
    return verifier.verify(assertion, this::key);
  }

  private KeyLookup key(WorkloadId workload, String keyId) {
    return KeySource.fixed(registered.getOrDefault(workload, PublicKeys.of())).find(keyId);
  }

  private ClientAssertionVerifier verifier(SingleUseStore store) {
    return new ClientAssertionVerifier(
        AUTHORITY, store, CryptoProviders.jdk(), ClientAssertionVerifier.Timing.of(clock));
  }

  private ClientAssertionIssuer issuer(WorkloadId workload, SigningKey key) {
    return issuerWithId(workload, key, "jti-" + ids.incrementAndGet());
  }

  private ClientAssertionIssuer issuerWithId(WorkloadId workload, SigningKey key, String id) {
    return new ClientAssertionIssuer(
        workload,
        AUTHORITY,
        new JoseTokenSigner(key, CryptoProviders.jdk()),
        clock,
        () -> new TokenId(id));
  }

  private Map<String, Object> claims(WorkloadId workload) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", workload.value());
    claims.put("sub", workload.value());
    claims.put("aud", AUTHORITY.value());
    claims.put("jti", "jti-" + ids.incrementAndGet());
    claims.put("iat", now);
    claims.put("exp", now + 60);
    return claims;
  }

  private RawToken signed(Map<String, Object> claims) {
    return signed(aliceKey, "client-authentication+jwt", claims, aliceKey.keyId());
  }

  private static RawToken signed(
      SigningKey key, String type, Map<String, Object> claims, String keyId) {
    Crafted hand = new Crafted(key);
    String header =
        hand.header()
            .replace("\"" + Crafted.TYPE + "\"", "\"" + type + "\"")
            .replace(key.keyId(), keyId);
    return hand.token(header, JsonWriter.write(claims));
  }

  /** Keeps each record as long as it was told to and no longer. */
  private static final class MemoryUses implements SingleUseStore {

    private final Map<List<Object>, Instant> records = new ConcurrentHashMap<>();

    @Override
    public boolean useOnce(TokenKind kind, WorkloadId holder, TokenId id, Instant keepUntil) {
      return records.putIfAbsent(List.of(kind, holder, id), keepUntil) == null;
    }

    void forgetBefore(Instant now) {
      records.values().removeIf(keepUntil -> !now.isBefore(keepUntil));
    }
  }
}
