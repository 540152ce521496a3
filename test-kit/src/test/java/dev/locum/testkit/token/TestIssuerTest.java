package dev.locum.testkit.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.time.TestClock;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestIssuerTest {

  private static final Audience FLEET = new Audience("fleet");

  private final TestClock clock = TestClock.atNoon();
  private final TestIssuer issuer = TestIssuer.at(clock);
  private final TokenVerifier verifier = issuer.verifier();

  @Test
  void drafts_withoutADifference_areValid() {
    assertThat(
            verifier
                .verifyAccessToken(issuer.accessToken().token(), TestIssuer.TRIGGER)
                .orElseThrow()
                .claims())
        .isEqualTo(issuer.accessToken().claims());
    assertThat(
            verifier
                .verifyDelegationToken(issuer.delegationToken().token(), TestIssuer.TRUST_DOMAIN)
                .orElseThrow()
                .claims())
        .isEqualTo(issuer.delegationToken().claims());
    assertThat(
            verifier
                .verifyDownstreamToken(issuer.downstreamToken().token(), FLEET)
                .orElseThrow()
                .claims())
        .isEqualTo(issuer.downstreamToken().claims());
    assertThat(
            verifier
                .verifyServiceToken(issuer.serviceToken().token(), TestIssuer.AUTH_SERVICE)
                .orElseThrow()
                .claims())
        .isEqualTo(issuer.serviceToken().claims());
  }

  @Test
  void drafts_withADifference_areRefusedForIt() {
    assertThat(reason(issuer.accessToken().expired())).isEqualTo(DenialReason.TOKEN_EXPIRED);
    assertThat(reason(issuer.accessToken().fromTheFuture()))
        .isEqualTo(DenialReason.TOKEN_NOT_YET_VALID);
    assertThat(reason(issuer.accessToken().audience("fleet")))
        .isEqualTo(DenialReason.TOKEN_AUDIENCE_WRONG);
    assertThat(reason(issuer.accessToken().issuer("https://evil.example")))
        .isEqualTo(DenialReason.TOKEN_ISSUER_WRONG);
    assertThat(reason(issuer.accessToken().type("JWT"))).isEqualTo(DenialReason.TOKEN_KIND_WRONG);
    assertThat(reason(issuer.accessToken().without("tenant")))
        .isEqualTo(DenialReason.TOKEN_CLAIM_MISSING);
    assertThat(reason(issuer.accessToken().with("roles", List.of(7))))
        .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
    assertThat(reason(issuer.forger().accessToken())).isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN);
  }

  @Test
  void drafts_whenTimePasses_expire() {
    RawToken token = issuer.accessToken().life(Duration.ofMinutes(5)).token();

    clock.advance(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(verify(token)).isInstanceOf(Verification.Verified.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(verify(token)).isInstanceOf(Verification.Rejected.class);
  }

  private DenialReason reason(AccessTokenDraft draft) {
    return ((Verification.Rejected<?>) verify(draft.token())).rejection().reason();
  }

  private Verification<?> verify(RawToken token) {
    return verifier.verifyAccessToken(token, TestIssuer.TRIGGER);
  }
}
