package dev.locum.token.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.token.MovableClock;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.jose.DpopSignatures;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** DP-2, DP-3 and DP-5: for which request, when and how often a proof counts. */
final class DpopVerifierTest {

  private static final String TOKEN = "a.bound.token";
  private static final Set<String> ORIGINS = Set.of("https://fleet:7461", "http://127.0.0.1:7461");
  private static final String PATH = "/car.Fleet/ReserveVehicle";
  private static final TargetUri TARGET = new TargetUri("https://fleet:7461", PATH);

  private final MovableClock clock = MovableClock.atNoon();
  private final DpopKey key = key();
  private final ProofSignatures signatures = new DpopSignatures(CryptoProviders.jdk());
  private final RememberedProofs uses = new RememberedProofs(clock);
  private final DpopVerifier verifier = verifier(uses);

  @Test
  void verify_proofOfThisRequest_provesTheKey() {
    VerifiedDpopProof verified =
        verifier.verify(key.proveAccessToken("POST", TARGET, TOKEN), request());

    assertThat(verified.key()).isEqualTo(key.thumbprint());
    assertThat(verified.isFor(TokenHash.of(TOKEN))).isTrue();
  }

  @Test
  void verify_anyNameOfTheService_counts() {
    TargetUri other = new TargetUri("http://127.0.0.1:7461", PATH);

    assertThat(verifier.verify(key.proveAccessToken("POST", other, TOKEN), request())).isNotNull();
  }

  @Test
  void verify_anotherMethod_isRefused() {
    assertRefused(key.proveAccessToken("GET", TARGET, TOKEN), DenialReason.PROOF_FOR_OTHER_REQUEST);
  }

  @Test
  void verify_anotherPath_isRefused() {
    TargetUri other = new TargetUri("https://fleet:7461", "/car.Fleet/ReleaseVehicle");

    assertRefused(key.proveAccessToken("POST", other, TOKEN), DenialReason.PROOF_FOR_OTHER_REQUEST);
  }

  /** S3-42: what was made for one service is nothing at another. */
  @Test
  void verify_anotherService_isRefused() {
    TargetUri other = new TargetUri("https://billing:7462", PATH);

    assertRefused(key.proveAccessToken("POST", other, TOKEN), DenialReason.PROOF_FOR_OTHER_REQUEST);
  }

  @Test
  void verify_withoutTheTokensHash_isRefused() {
    assertRefused(key.prove("POST", TARGET), DenialReason.PROOF_FOR_OTHER_TOKEN);
    assertRefused(key.proveTxnToken("POST", TARGET, TOKEN), DenialReason.PROOF_FOR_OTHER_TOKEN);
  }

  @Test
  void verify_hashOfATokenThatIsNotThere_isRefused() {
    assertRefused(
        verifier,
        key.proveAccessToken("POST", TARGET, TOKEN),
        ProvenRequest.of("POST", ORIGINS, PATH),
        DenialReason.PROOF_FOR_OTHER_TOKEN);
  }

  /** WI-2: the delegation token's hash is compulsory where it is shown. */
  @Test
  void verify_delegationTokensHash_counts() {
    ProvenRequest forwarded =
        ProvenRequest.of("POST", ORIGINS, PATH).withTxnToken(TOKEN, key.thumbprint());

    assertThat(verifier.verify(key.proveTxnToken("POST", TARGET, TOKEN), forwarded)).isNotNull();
    assertRefused(
        verifier,
        key.proveAccessToken("POST", TARGET, TOKEN),
        forwarded,
        DenialReason.PROOF_FOR_OTHER_TOKEN);
  }

  @Test
  void verify_anotherKey_isRefused() {
    assertRefused(key().proveAccessToken("POST", TARGET, TOKEN), DenialReason.PROOF_KEY_WRONG);
  }

  @Test
  void verify_secondUse_isRefused() {
    DpopProof proof = key.proveAccessToken("POST", TARGET, TOKEN);
    verifier.verify(proof, request());

    assertRefused(proof, DenialReason.PROOF_REPLAYED);
  }

  /**
   * DP-2: at the last moment at which a proof counts, its first use is still known; Keycloak forgot
   * it 15 s too early (#43505).
   */
  @Test
  void verify_secondUseAtTheLastMoment_isRefusedAsReplay() {
    clock.move(Duration.ofSeconds(5));
    DpopProof fromAhead = key.proveAccessToken("POST", TARGET, TOKEN);
    clock.move(Duration.ofSeconds(-5));
    verifier.verify(fromAhead, request());

    for (int second = 0; second < 69; second++) {
      clock.move(Duration.ofSeconds(1));
      assertRefused(fromAhead, DenialReason.PROOF_REPLAYED);
    }
    clock.move(Duration.ofSeconds(1));
    assertRefused(fromAhead, DenialReason.PROOF_STALE);
  }

  @Test
  void verify_outsideItsTime_isRefused() {
    clock.move(Duration.ofSeconds(6));
    DpopProof fromTheFuture = key.proveAccessToken("POST", TARGET, TOKEN);
    clock.move(Duration.ofSeconds(-6));
    assertRefused(fromTheFuture, DenialReason.PROOF_STALE);

    DpopProof old = key.proveAccessToken("POST", TARGET, TOKEN);
    clock.move(Duration.ofSeconds(66));
    assertRefused(old, DenialReason.PROOF_STALE);
  }

  /** A refused proof is not used up, so nobody fills the record who has no token. */
  @Test
  void verify_refusedProof_isNotRecorded() {
    DpopProof proof = key.proveAccessToken("POST", TARGET, TOKEN);
    assertRefused(
        verifier,
        proof,
        ProvenRequest.of("POST", ORIGINS, PATH).withAccessToken(TOKEN, key().thumbprint()),
        DenialReason.PROOF_KEY_WRONG);

    assertThat(verifier.verify(proof, request())).isNotNull();
  }

  @Test
  void verify_fullRecord_refusesAndForgetsNothing() {
    DpopVerifier small = verifier(new RememberedProofs(clock, 1));
    DpopProof first = key.proveAccessToken("POST", TARGET, TOKEN);
    small.verify(first, request());

    assertRefused(
        small,
        key.proveAccessToken("POST", TARGET, TOKEN),
        request(),
        DenialReason.STORE_UNAVAILABLE);
    clock.move(Duration.ofSeconds(72));
    assertThat(small.verify(key.proveAccessToken("POST", TARGET, TOKEN), request())).isNotNull();
  }

  @Test
  void verify_claimsMissingOrOfAnotherForm_areRefusedAsMalformed() {
    assertMalformed(claims -> claims.remove("jti"));
    assertMalformed(claims -> claims.put("jti", ""));
    assertMalformed(claims -> claims.put("jti", "j".repeat(129)));
    assertMalformed(claims -> claims.put("jti", 7L));
    assertMalformed(claims -> claims.remove("htm"));
    assertMalformed(claims -> claims.remove("htu"));
    assertMalformed(claims -> claims.remove("iat"));
    assertMalformed(claims -> claims.put("iat", "noon"));
    assertMalformed(claims -> claims.put("iat", Long.MAX_VALUE));
  }

  /** RFC 9449 §4.2: a proof may say more than we understand. */
  @Test
  void verify_claimsThatAreNotUnderstood_areIgnored() {
    Map<String, Object> claims = claims();
    claims.put("x", "y");

    assertThat(
            verifier(uses, claims, key.thumbprint()).verify(DpopProof.of("any"), request()).key())
        .isEqualTo(key.thumbprint());
  }

  /** DP-5: who asks for nonces takes a proof with one that it gave, and no other. */
  @Test
  void verify_nonceThatWasNotGiven_isRefusedAndNotUsedUp() {
    DpopVerifier asking = verifier.requiring("n-1"::equals);
    ProvenRequest request = ProvenRequest.of("POST", ORIGINS, PATH);
    DpopProof without = key.prove("POST", TARGET);

    assertRefused(asking, without, request, DenialReason.PROOF_NONCE_NEEDED);
    assertRefused(
        asking,
        key.proveWithNonce("POST", TARGET, "n-0"),
        request,
        DenialReason.PROOF_NONCE_NEEDED);
    assertThat(verifier.verify(without, request)).as("not used up").isNotNull();
    DpopProof given = key.proveWithNonce("POST", TARGET, "n-1");
    assertThat(asking.verify(given, request).key()).isEqualTo(key.thumbprint());
    assertRefused(asking, given, request, DenialReason.PROOF_REPLAYED);
  }

  /** DP-5: a nonce mends nothing else, and asking for one is never "yes" when nobody knows. */
  @Test
  void verify_nonceBesideAnotherFault_isRefusedForTheFault() {
    DpopVerifier asking = verifier.requiring("n-1"::equals);
    ProvenRequest request = ProvenRequest.of("POST", ORIGINS, PATH);
    DpopProof given = key.proveWithNonce("POST", TARGET, "n-1");

    assertRefused(
        asking,
        key.proveWithNonce("GET", TARGET, "n-1"),
        request,
        DenialReason.PROOF_FOR_OTHER_REQUEST);
    assertRefused(
        verifier.requiring(any -> {
          throw new IllegalStateException("lost");
        }),
        given,
        request,
        DenialReason.STORE_UNAVAILABLE);
    clock.move(Duration.ofSeconds(66));
    assertRefused(asking, given, request, DenialReason.PROOF_STALE);
  }

  private void assertMalformed(Consumer<Map<String, Object>> edit) {
    Map<String, Object> claims = claims();
    edit.accept(claims);
    assertRefused(
        verifier(uses, claims, key.thumbprint()),
        DpopProof.of("any"),
        request(),
        DenialReason.PROOF_MALFORMED);
  }

  private Map<String, Object> claims() {
    return new HashMap<>(
        Map.of(
            "jti",
            UUID.randomUUID().toString(),
            "htm",
            "POST",
            "htu",
            TARGET.toString(),
            "iat",
            clock.instant().getEpochSecond(),
            "ath",
            TokenHash.of(TOKEN).value()));
  }

  private ProvenRequest request() {
    return ProvenRequest.of("POST", ORIGINS, PATH).withAccessToken(TOKEN, key.thumbprint());
  }

  private void assertRefused(DpopProof proof, DenialReason reason) {
    assertRefused(verifier, proof, request(), reason);
  }

  private static void assertRefused(
      DpopVerifier verifier, DpopProof proof, ProvenRequest request, DenialReason reason) {
    DenialException refused =
        catchThrowableOfType(DenialException.class, () -> verifier.verify(proof, request));
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  private DpopVerifier verifier(ProofUses recording) {
    return new DpopVerifier(signatures, recording, ProofTiming.of(clock));
  }

  private DpopVerifier verifier(
      ProofUses recording, Map<String, Object> claims, KeyThumbprint signer) {
    return new DpopVerifier(
        any -> new SignedProof(claims, signer), recording, ProofTiming.of(clock));
  }

  private DpopKey key() {
    return DpopKey.generate(
        CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));
  }
}
