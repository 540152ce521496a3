package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.MovableClock;
import dev.locum.token.RawToken;
import dev.locum.token.TestAuthority;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.RememberedProofs;
import dev.locum.token.proof.TargetUri;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clocks that differ by 50 ms to 5 minutes: what counts, of every kind of token, and of proofs. Up
 * to five seconds nobody notices. Beyond that a token of a clock that is ahead does not count yet,
 * and by a clock that is ahead a token ends early: nothing ever counts longer than its issuer said.
 */
final class ClockSkewTest {

  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final Set<TokenKind> ISSUED =
      EnumSet.complementOf(EnumSet.of(TokenKind.CLIENT_ASSERTION));

  static Stream<Duration> skews() {
    return Stream.of(
        Duration.ofMillis(50),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(6),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @MethodSource("skews")
  void token_byAClockThatIsBehind_countsUpToTheBound(Duration skew) {
    TestAuthority authority = TestAuthority.create();
    Instant now = authority.clock().instant();
    for (TokenKind kind : ISSUED) {
      IssuedToken issued = authority.issue(kind);
      authority.clock().moveTo(now.minus(skew));

      assertThat(isVerified(authority.verify(kind, issued.token())))
          .as("%s", kind)
          .isEqualTo(skew.compareTo(BOUND) <= 0);
      authority.clock().moveTo(now);
    }
  }

  /** Skew shortens a life and never prolongs it. */
  @ParameterizedTest
  @MethodSource("skews")
  void token_byAClockThatIsAhead_endsWhenItSays(Duration skew) {
    TestAuthority authority = TestAuthority.create();
    Instant now = authority.clock().instant();
    for (TokenKind kind : ISSUED) {
      IssuedToken issued = authority.issue(kind);
      authority.clock().moveTo(now.plus(skew));

      assertThat(isVerified(authority.verify(kind, issued.token())))
          .as("%s of %s", kind, issued.life().duration())
          .isEqualTo(now.plus(skew).isBefore(issued.life().expiresAt()));
      authority.clock().moveTo(now);
    }
  }

  @ParameterizedTest
  @MethodSource("skews")
  void clientAssertion_ofAClockThatDiffers_countsUpToTheBound(Duration skew) {
    MovableClock ours = MovableClock.atNoon();
    MovableClock theirs = MovableClock.atNoon();

    theirs.move(skew);
    assertThat(isVerified(assertion(theirs, ours))).as("ahead").isEqualTo(isWithin(skew));
    theirs.move(skew.multipliedBy(-2));
    assertThat(isVerified(assertion(theirs, ours)))
        .as("behind, of a life of a minute")
        .isEqualTo(skew.compareTo(Duration.ofSeconds(60)) < 0);
  }

  @ParameterizedTest
  @MethodSource("skews")
  void proof_ofAClockThatDiffers_countsUpToTheBound(Duration skew) {
    MovableClock ours = MovableClock.atNoon();
    MovableClock theirs = MovableClock.atNoon();

    theirs.move(skew);
    assertThat(counts(theirs, ours)).as("ahead").isEqualTo(isWithin(skew));
    theirs.move(skew.multipliedBy(-2));
    assertThat(counts(theirs, ours))
        .as("behind, of a life of a minute")
        .isEqualTo(skew.compareTo(Duration.ofSeconds(65)) <= 0);
  }

  private static boolean isWithin(Duration skew) {
    return skew.compareTo(BOUND) <= 0;
  }

  private static Verification<?> assertion(MovableClock theirs, MovableClock ours) {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    Issuer authority = new Issuer("https://auth.example");
    RawToken assertion =
        new ClientAssertionIssuer(
                new WorkloadId("alice-worker"),
                authority,
                new JoseTokenSigner(key, CryptoProviders.jdk()),
                theirs,
                () -> new TokenId(UUID.randomUUID().toString()))
            .issue()
            .token();
    return new ClientAssertionVerifier(
            authority,
            (kind, holder, id, keepUntil) -> true,
            CryptoProviders.jdk(),
            ClientAssertionVerifier.Timing.of(ours))
        .verify(
            assertion,
            (workload, keyId) -> KeySource.fixed(PublicKeys.of(key.verificationKey())).find(keyId));
  }

  private static boolean counts(MovableClock theirs, MovableClock ours) {
    DpopKey key =
        DpopKey.generate(
            CryptoProviders.jdk(), theirs, () -> new TokenId(UUID.randomUUID().toString()));
    DpopVerifier verifier =
        new DpopVerifier(
            new DpopSignatures(CryptoProviders.jdk()),
            new RememberedProofs(ours),
            ProofTiming.of(ours));
    try {
      verifier.verify(
          key.prove("POST", new TargetUri("https://auth.example", "/oauth/token")),
          ProvenRequest.of("POST", Set.of("https://auth.example"), "/oauth/token"));
      return true;
    } catch (DenialException e) {
      return false;
    }
  }

  private static boolean isVerified(Verification<?> outcome) {
    return outcome instanceof Verification.Verified<?>;
  }
}
