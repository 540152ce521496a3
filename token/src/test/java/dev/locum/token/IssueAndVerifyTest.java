package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SigningAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is issued verifies, for each kind and algorithm, and says what was put in. */
final class IssueAndVerifyTest {

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void issuedToken_ofEveryKind_verifiesToTheSameClaims(SigningAlgorithm algorithm) {
    TestAuthority authority = TestAuthority.create(algorithm, CryptoProviders.choose());

    VerifiedAccessToken access =
        authority
            .verifier()
            .verifyAccessToken(authority.issue(TokenKind.ACCESS).token(), TestAuthority.TRIGGER)
            .orElseThrow();
    VerifiedDelegationToken delegation =
        authority
            .verifier()
            .verifyDelegationToken(
                authority.issue(TokenKind.DELEGATION).token(), TestAuthority.TRUST_DOMAIN)
            .orElseThrow();
    VerifiedDownstreamToken downstream =
        authority
            .verifier()
            .verifyDownstreamToken(
                authority.issue(TokenKind.DOWNSTREAM).token(), TestAuthority.FLEET)
            .orElseThrow();
    VerifiedServiceToken service =
        authority
            .verifier()
            .verifyServiceToken(authority.issue(TokenKind.SERVICE).token(), TestAuthority.SELF)
            .orElseThrow();

    assertThat(access.claims()).isEqualTo(TestAuthority.accessClaims());
    assertThat(delegation.claims()).isEqualTo(TestAuthority.delegationClaims());
    assertThat(downstream.claims()).isEqualTo(TestAuthority.downstreamClaims());
    assertThat(service.claims()).isEqualTo(TestAuthority.serviceClaims());
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void issuedToken_signedByTheJdk_verifiesWithTheChosenProviderAndBack(SigningAlgorithm algorithm) {
    TestAuthority slow = TestAuthority.create(algorithm, CryptoProviders.jdk());

    IssuedToken token = slow.issue(TokenKind.SERVICE);

    assertThat(slow.verify(TokenKind.SERVICE, token.token()))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  void issuedToken_hasTheLifeThatItsTokenSays() {
    TestAuthority authority = TestAuthority.create();

    IssuedToken issued = authority.issue(TokenKind.ACCESS);

    assertThat(authority.verify(TokenKind.ACCESS, issued.token()).orElseThrow().life())
        .isEqualTo(issued.life());
  }
}
