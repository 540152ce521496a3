package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a token counts: at issue, at verification, and on each side of every boundary. */
final class TokenLifeRulesTest {

  private static final Set<TokenKind> ISSUED =
      EnumSet.complementOf(EnumSet.of(TokenKind.CLIENT_ASSERTION));

  private final TestAuthority authority = TestAuthority.create();

  @Test
  void verify_atTheInstantOfExpiry_isExpired() {
    for (TokenKind kind : ISSUED) {
      IssuedToken issued = authority.issue(kind);
      Instant before = authority.clock().instant();

      authority.clock().moveTo(issued.life().expiresAt().minusNanos(1));
      assertThat(Outcomes.isVerified(authority.verify(kind, issued.token()))).isTrue();
      authority.clock().moveTo(issued.life().expiresAt());
      assertThat(Outcomes.reason(authority.verify(kind, issued.token())))
          .isEqualTo(DenialReason.TOKEN_EXPIRED);

      authority.clock().moveTo(before);
    }
  }

  /** S2-16, S3-46, S3-82: the cap holds at verification, whoever signed the token. */
  @Test
  void verify_ofALifeLongerThanItsKindMay_isRefused() {
    for (TokenKind kind : ISSUED) {
      Map<String, Object> claims = authority.claims(kind);
      long issuedAt = authority.clock().instant().getEpochSecond();
      long longest = kind.longestLife().toSeconds();

      claims.put("exp", issuedAt + longest);
      assertThat(Outcomes.isVerified(authority.verify(kind, authority.sign(kind, claims))))
          .isTrue();
      claims.put("exp", issuedAt + longest + 1);
      assertThat(Outcomes.reason(authority.verify(kind, authority.sign(kind, claims))))
          .isEqualTo(DenialReason.TOKEN_LIFE_TOO_LONG);
    }
  }

  @Test
  void verify_issuedInTheFuture_isRefusedBeyondTheSkew() {
    for (TokenKind kind : ISSUED) {
      IssuedToken issued = authority.issue(kind);
      Instant before = authority.clock().instant();

      authority.clock().moveTo(issued.life().issuedAt().minusSeconds(5));
      assertThat(Outcomes.isVerified(authority.verify(kind, issued.token()))).isTrue();
      authority.clock().moveTo(issued.life().issuedAt().minusSeconds(5).minusNanos(1));
      assertThat(Outcomes.reason(authority.verify(kind, issued.token())))
          .isEqualTo(DenialReason.TOKEN_NOT_YET_VALID);

      authority.clock().moveTo(before);
    }
  }

  @Test
  void verify_thatExpiresBeforeItsIssue_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (long life : new long[] {0, -1, -1_000}) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put("exp", authority.clock().instant().getEpochSecond() + life);

        assertThat(Outcomes.reason(authority.verify(kind, authority.sign(kind, claims))))
            .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
      }
    }
  }

  /** Skew excuses the issuer's clock; it does not prolong a token. */
  @Test
  void verify_withTheWidestSkew_stillExpiresOnTime() {
    TokenVerifier lenient =
        TokenVerifier.builder()
            .issuer(TestAuthority.ISSUER)
            .signatures((token, type) ->
                Verification.verified(new SignedClaims(authority.claims(TokenKind.SERVICE))))
            .clock(authority.clock())
            .skew(Duration.ofSeconds(60))
            .build();
    RawToken token = RawToken.of("any");
    assertThat(Outcomes.isVerified(lenient.verifyServiceToken(token, TestAuthority.SELF))).isTrue();
    Map<String, Object> expired = authority.claims(TokenKind.SERVICE);
    TokenVerifier ofExpired =
        TokenVerifier.builder()
            .issuer(TestAuthority.ISSUER)
            .signatures((raw, type) -> Verification.verified(new SignedClaims(expired)))
            .clock(authority.clock())
            .skew(Duration.ofSeconds(60))
            .build();

    authority.clock().move(Duration.ofSeconds(60));

    assertThat(Outcomes.reason(ofExpired.verifyServiceToken(token, TestAuthority.SELF)))
        .isEqualTo(DenialReason.TOKEN_EXPIRED);
  }

  @Test
  void verifyIgnoringExpiry_ofAnExpiredDelegation_provesItAndNothingElse() {
    RawToken delegation = authority.issue(TokenKind.DELEGATION).token();
    RawToken access = authority.issue(TokenKind.ACCESS).token();
    authority.clock().move(Duration.ofDays(3));

    assertThat(
            authority
                .verifier()
                .verifyDelegationTokenIgnoringExpiry(delegation, TestAuthority.TRUST_DOMAIN)
                .orElseThrow()
                .claims())
        .isEqualTo(TestAuthority.delegationClaims());
    assertThat(Outcomes.reason(authority.verify(TokenKind.DELEGATION, delegation)))
        .isEqualTo(DenialReason.TOKEN_EXPIRED);
    assertThat(
            Outcomes.reason(
                authority
                    .verifier()
                    .verifyDelegationTokenIgnoringExpiry(access, TestAuthority.TRUST_DOMAIN)))
        .isEqualTo(DenialReason.TOKEN_KIND_WRONG);
    assertThat(
            Outcomes.reason(
                authority
                    .verifier()
                    .verifyDelegationTokenIgnoringExpiry(delegation, new Audience("other"))))
        .isEqualTo(DenialReason.TOKEN_AUDIENCE_WRONG);
  }

  @Test
  void verifyIgnoringExpiry_ofATokenFromTheFuture_isRefused() {
    RawToken delegation = authority.issue(TokenKind.DELEGATION).token();
    authority.clock().move(Duration.ofMinutes(-1));

    assertThat(
            Outcomes.reason(
                authority
                    .verifier()
                    .verifyDelegationTokenIgnoringExpiry(delegation, TestAuthority.TRUST_DOMAIN)))
        .isEqualTo(DenialReason.TOKEN_NOT_YET_VALID);
  }

  /** S3-27, S3-82: the caps hold at issue too. */
  @Test
  void issue_ofALifeOutsideItsKinds_isRefused() {
    TokenIssuer issuer = authority.issuer();
    Instant limit = authority.clock().instant().plus(Duration.ofDays(1));
    for (Duration life :
        new Duration[] {
          Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(999), Duration.ofMinutes(16)
        }) {
      assertThatThrownBy(() -> issuer.issueAccessToken(TestAuthority.accessClaims(), life))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> issuer.issueDelegationToken(TestAuthority.delegationClaims(), life, limit))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> issuer.issueDownstreamToken(TestAuthority.downstreamClaims(), life, limit))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> issuer.issueServiceToken(TestAuthority.serviceClaims(), life))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() ->
            issuer.issueAccessToken(
                TestAuthority.accessClaims(), Duration.ofMinutes(10).plusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** S3-46: a derived token is cut to what is left of its parent, never issued beyond it. */
  @Test
  void issue_beyondTheLimit_isCutToIt() {
    Instant limit = Instant.parse("2026-11-23T12:00:07.900Z");

    IssuedToken issued =
        authority
            .issuer()
            .issueDownstreamToken(TestAuthority.downstreamClaims(), Duration.ofSeconds(60), limit);

    assertThat(issued.life().expiresAt()).isEqualTo(Instant.parse("2026-11-23T12:00:07Z"));
  }

  @Test
  void issue_withLessThanASecondLeft_isRefusedAsExpired() {
    for (String limit :
        new String[] {
          "2026-11-23T12:00:00.900Z", "2026-11-23T12:00:00.250Z", "2026-11-23T11:00:00Z"
        }) {
      assertThatThrownBy(() ->
              authority
                  .issuer()
                  .issueDelegationToken(
                      TestAuthority.delegationClaims(),
                      Duration.ofMinutes(5),
                      Instant.parse(limit)))
          .isInstanceOfSatisfying(
              DenialException.class,
              e -> assertThat(e.reason()).isEqualTo(DenialReason.DELEGATION_EXPIRED));
    }
  }

  /** TT-8: the issuer alone sets the times and the id; times are whole seconds. */
  @Test
  void issue_setsWholeSecondsAndAnIdFromItsSupplier() {
    IssuedToken one = authority.issue(TokenKind.DELEGATION);
    IssuedToken other = authority.issue(TokenKind.DELEGATION);

    assertThat(one.life().issuedAt()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
    assertThat(one.life().expiresAt()).isEqualTo(Instant.parse("2026-11-23T12:01:00Z"));
    assertThat(one.life().id()).isEqualTo(new TokenId("jti-1"));
    assertThat(other.life().id()).isEqualTo(new TokenId("jti-2"));
    assertThat(authority.claims(TokenKind.DELEGATION))
        .containsEntry("iat", 1_795_435_200L)
        .containsEntry("exp", 1_795_435_260L);
  }

  @Test
  void build_withoutIssuerSignaturesOrClock_isRefused() {
    SignatureVerifier signatures =
        (token, type) -> Verification.verified(new SignedClaims(Map.of()));
    assertThatThrownBy(() -> TokenVerifier.builder().build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> TokenVerifier.builder().signatures(signatures).clock(authority.clock()).build())
        .hasMessageContaining("issuer");
    assertThatThrownBy(() ->
            TokenVerifier.builder().issuer(TestAuthority.ISSUER).clock(authority.clock()).build())
        .hasMessageContaining("signatures");
    assertThatThrownBy(() ->
            TokenVerifier.builder().issuer(TestAuthority.ISSUER).signatures(signatures).build())
        .hasMessageContaining("clock");
  }

  @Test
  void skew_outsideItsRange_isRefused() {
    assertThatThrownBy(() -> TokenVerifier.builder().skew(Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TokenVerifier.builder().skew(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void verify_whenNoKeysCanBeHad_isUndecidedAndRetryable() {
    TokenVerifier without =
        TokenVerifier.builder()
            .issuer(TestAuthority.ISSUER)
            .signatures(
                (token, type) -> Verification.rejected(Rejection.of(DenialReason.KEYS_UNAVAILABLE)))
            .clock(authority.clock())
            .build();

    DenialReason reason =
        Outcomes.reason(without.verifyAccessToken(RawToken.of("any"), TestAuthority.TRIGGER));

    assertThat(reason).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
    assertThat(reason.isRetryable()).isTrue();
    assertThat(reason.publicReason()).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
  }
}
