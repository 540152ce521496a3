package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.ClientAssertionIssuer;
import dev.locum.token.jose.ClientAssertionVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.KeyLookup;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BP-5: no kind of token is accepted in another's place. Every token here is signed by the right
 * key, is fresh, and is for the audience that the verifier expects, so that only its kind can
 * refuse it.
 */
final class CrossSubstitutionTest {

  private static final Set<TokenKind> ISSUED =
      EnumSet.complementOf(EnumSet.of(TokenKind.CLIENT_ASSERTION));

  private final TestAuthority authority = TestAuthority.create();

  @ParameterizedTest
  @MethodSource("pairs")
  void verify_tokenOfAnotherKind_isRefusedAsThat(TokenKind actual, TokenKind expected) {
    Map<String, Object> claims = authority.claims(actual);
    claims.put("aud", authority.claims(expected).get("aud"));

    assertThat(Outcomes.reason(authority.verify(expected, authority.sign(actual, claims))))
        .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
  }

  /** The claims of one kind under the {@code typ} of another: then the claims refuse it. */
  @ParameterizedTest
  @MethodSource("pairs")
  void verify_claimsOfAnotherKindUnderTheRightType_areRefused(
      TokenKind actual, TokenKind expected) {
    Map<String, Object> claims = authority.claims(actual);
    claims.put("aud", authority.claims(expected).get("aud"));

    assertThat(Outcomes.reason(authority.verify(expected, authority.sign(expected, claims))))
        .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
  }

  /**
   * The claims of two kinds together satisfy neither: every other kind's claims are unknown here.
   */
  @ParameterizedTest
  @MethodSource("pairs")
  void verify_claimsOfTwoKindsTogether_areRefused(TokenKind actual, TokenKind expected) {
    Map<String, Object> claims = authority.claims(actual);
    claims.putAll(authority.claims(expected));

    Verification<?> verification = authority.verify(expected, authority.sign(expected, claims));

    boolean same = claims.keySet().equals(authority.claims(expected).keySet());
    assertThat(Outcomes.isVerified(verification)).isEqualTo(same);
    if (!same) {
      // Where one kind's claims contain another's, the union is simply the larger kind.
      assertThat(Outcomes.reason(verification))
          .isIn(DenialReason.TOKEN_CLAIM_REFUSED, DenialReason.TOKEN_KIND_WRONG);
    }
  }

  /** TT-11, S3-20, S3-21: a client assertion authenticates a workload and nothing else. */
  @Test
  void verify_clientAssertion_isRefusedByEveryVerifier() {
    RawToken assertion =
        new ClientAssertionIssuer(
                new WorkloadId("alice-worker"),
                TestAuthority.ISSUER,
                authority.signer(),
                authority.clock(),
                () -> new TokenId("jti-1"))
            .issue()
            .token();

    for (TokenKind kind : ISSUED) {
      assertThat(Outcomes.reason(authority.verify(kind, assertion)))
          .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
    }
  }

  @Test
  void verifyAssertion_tokenOfAnyOtherKind_isRefused() {
    ClientAssertionVerifier verifier =
        new ClientAssertionVerifier(
            TestAuthority.ISSUER,
            (kind, holder, id, keepUntil) -> true,
            CryptoProviders.jdk(),
            ClientAssertionVerifier.Timing.of(authority.clock()));

    for (TokenKind kind : ISSUED) {
      assertThat(
              Outcomes.reason(
                  verifier.verify(
                      authority.issue(kind).token(),
                      (workload, keyId) -> new KeyLookup.Found(authority.key().verificationKey()))))
          .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
    }
  }

  /**
   * Negative control: each token is accepted where it belongs, so the refusals above mean
   * something.
   */
  @Test
  void verify_tokenOfItsOwnKind_isAccepted() {
    for (TokenKind kind : ISSUED) {
      assertThat(
              Outcomes.isVerified(
                  authority.verify(kind, authority.sign(kind, authority.claims(kind)))))
          .isTrue();
    }
  }

  /** The kinds exclude one another by their claims alone, whatever their {@code typ}. */
  @Test
  void claims_ofAnyTwoKinds_differ() {
    for (TokenKind one : ISSUED) {
      for (TokenKind other : ISSUED) {
        assertThat(authority.claims(one).keySet().equals(authority.claims(other).keySet()))
            .isEqualTo(one == other);
      }
    }
  }

  static Stream<Arguments> pairs() {
    return ISSUED.stream()
        .flatMap(actual ->
            ISSUED.stream()
                .filter(expected -> expected != actual)
                .map(expected -> Arguments.of(actual, expected)));
  }
}
