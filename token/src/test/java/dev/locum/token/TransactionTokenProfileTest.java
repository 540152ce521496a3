package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SigningAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The delegation token as a profile of OAuth Transaction Tokens, and the access token as one of RFC
 * 9068, read from the outside with another library. The rules of the token endpoint (TT-3, TT-4,
 * TT-5, TT-9, TT-10) are tested where it is.
 */
final class TransactionTokenProfileTest {

  private final TestAuthority authority = TestAuthority.create();

  /** TT-1: the type, and a key id for rotation. */
  @Test
  void header_ofADelegationToken_isTypeKeyIdAndAlgorithm() throws Exception {
    Map<String, Object> header = header(TokenKind.DELEGATION);

    assertThat(header)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "typ", "txntoken+jwt",
                "kid", authority.key().keyId(),
                "alg", SigningAlgorithm.ES256.joseName()));
  }

  /** TT-2, S3-22: the claims that are always there, and the context as an object. */
  @Test
  void claims_ofADelegationToken_areThoseOfTheProfile() throws Exception {
    Map<String, Object> claims = payload(TokenKind.DELEGATION);

    assertThat(claims)
        .containsEntry("iss", "https://auth.example:7421")
        .containsEntry("aud", "locum")
        .containsEntry("txn", "delegation-1")
        .containsEntry("sub", "user-ada")
        .containsEntry("scope", "billing.charge fleet.release fleet.reserve")
        .containsEntry("req_wl", "trigger")
        .containsEntry("iat", 1_795_435_200L)
        .containsEntry("exp", 1_795_435_260L)
        .containsEntry(
            "tctx",
            Map.of(
                "tenant", "alice",
                "namespace", "default",
                "workflow_type", "TripWorkflow",
                "workflow_id", "trip-1",
                "task_queues", List.of("queue-alice", "queue-alice-slow")))
        .doesNotContainKeys("azd", "purp");
  }

  /**
   * S3-35, TT-8: who, what, where and nothing else: no name, no address, no access token inside.
   */
  @Test
  void claims_ofEveryKind_areExactlyTheListedOnes() throws Exception {
    Set<String> always = Set.of("iss", "sub", "aud", "exp", "iat", "jti");
    Map<TokenKind, Set<String>> more =
        Map.of(
            TokenKind.ACCESS, Set.of("client_id", "tenant", "roles", "sid"),
            TokenKind.DELEGATION, Set.of("txn", "scope", "req_wl", "tctx", "status", "epoch"),
            TokenKind.DOWNSTREAM, Set.of("client_id", "tenant", "txn", "scope", "act", "tctx"),
            TokenKind.SERVICE, Set.of("client_id"));

    for (Map.Entry<TokenKind, Set<String>> each : more.entrySet()) {
      assertThat(payload(each.getKey()).keySet())
          .containsAll(always)
          .containsAll(each.getValue())
          .hasSize(always.size() + each.getValue().size());
    }
  }

  /** S3-35: the largest delegation that can be expressed in ordinary names still fits. */
  @Test
  void size_ofADelegationToken_isBounded() {
    assertThat(authority.issue(TokenKind.DELEGATION).token().reveal().length()).isLessThan(1_100);
    assertThat(authority.issue(TokenKind.DOWNSTREAM).token().reveal().length()).isLessThan(800);
    assertThat(authority.issue(TokenKind.SERVICE).token().reveal().length()).isLessThan(500);
  }

  /** S3-48: a downstream learns nothing about queues, other services or other actions. */
  @Test
  void claims_ofADownstreamToken_sayNothingAboutOthers() throws Exception {
    String claims = payload(TokenKind.DOWNSTREAM).toString();

    assertThat(claims)
        .contains("fleet.reserve")
        .doesNotContain("billing", "queue-alice", "default", "TripWorkflow", "locum-trigger");
  }

  /** TX-8: the outermost actor is the worker, inside it the trigger. */
  @Test
  void actors_ofADownstreamToken_areNested() throws Exception {
    assertThat(payload(TokenKind.DOWNSTREAM))
        .containsEntry("act", Map.of("sub", "alice-worker", "act", Map.of("sub", "trigger")))
        .containsEntry("client_id", "alice-worker");
  }

  /** TT-6: life of the order of minutes. Nothing is issued on an expired token: DelegationsTest. */
  @Test
  void life_ofADelegationToken_isMinutesAtMost() {
    assertThat(TokenKind.DELEGATION.longestLife()).isLessThanOrEqualTo(Duration.ofMinutes(15));
  }

  /**
   * TT-7: a delegation of unknown or empty scope cannot be expressed, so it cannot mean everything.
   */
  @Test
  void scope_thatIsUnknown_cannotBeExpressed() {
    DelegationClaims claims = TestAuthority.delegationClaims();
    assertThatThrownBy(() ->
            new DelegationClaims(
                claims.delegation(),
                claims.subject(),
                claims.trustDomain(),
                ActionSet.empty(),
                claims.requestingWorkload(),
                claims.scope(),
                claims.status()))
        .isInstanceOf(IllegalArgumentException.class);
    Map<String, Object> without = authority.claims(TokenKind.DELEGATION);
    without.remove("scope");
    assertThat(
            Outcomes.reason(
                authority.verify(
                    TokenKind.DELEGATION, authority.sign(TokenKind.DELEGATION, without))))
        .isEqualTo(DenialReason.TOKEN_CLAIM_MISSING);
  }

  /** TT-11: another trust domain's token is refused here. */
  @Test
  void verify_inAnotherTrustDomain_isRefused() {
    assertThat(
            Outcomes.reason(
                authority
                    .verifier()
                    .verifyDelegationToken(
                        authority.issue(TokenKind.DELEGATION).token(),
                        new Audience("locum-staging"))))
        .isEqualTo(DenialReason.TOKEN_AUDIENCE_WRONG);
  }

  /** AT-1: the header and claims of RFC 9068 §2.2. */
  @Test
  void accessToken_isOneOfRfc9068() throws Exception {
    assertThat(header(TokenKind.ACCESS)).containsEntry("typ", "at+jwt");
    assertThat(payload(TokenKind.ACCESS))
        .containsKeys("iss", "exp", "aud", "sub", "client_id", "iat", "jti")
        .containsEntry("aud", "locum-trigger")
        .containsEntry("roles", List.of("rider", "viewer"));
  }

  /** AT-1: RS256 is supported, for peers that know nothing else. */
  @Test
  void accessToken_signedWithRs256_isVerified() {
    TestAuthority rsa = TestAuthority.create(SigningAlgorithm.RS256, CryptoProviders.choose());

    assertThat(
            Outcomes.isVerified(rsa.verify(TokenKind.ACCESS, rsa.issue(TokenKind.ACCESS).token())))
        .isTrue();
  }

  private Map<String, Object> header(TokenKind kind) throws Exception {
    return JWSObject.parse(authority.issue(kind).token().reveal()).getHeader().toJSONObject();
  }

  private Map<String, Object> payload(TokenKind kind) throws Exception {
    return JWSObject.parse(authority.issue(kind).token().reveal()).getPayload().toJSONObject();
  }
}
