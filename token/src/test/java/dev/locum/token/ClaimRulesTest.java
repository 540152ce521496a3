package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.denial.DenialReason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every claim of every kind: absent, unknown, of another type, of another value. All tokens are
 * signed by the right key (S3-22: whoever changes a claim without it breaks the signature instead).
 */
final class ClaimRulesTest {

  private static final Set<TokenKind> ISSUED =
      EnumSet.complementOf(EnumSet.of(TokenKind.CLIENT_ASSERTION));

  private final TestAuthority authority = TestAuthority.create();

  /** AT-1, TT-2: each claim of a kind is needed. */
  @Test
  void verify_withoutAnyOneClaim_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (String name : authority.claims(kind).keySet()) {
        Map<String, Object> claims = authority.claims(kind);
        claims.remove(name);

        assertThat(reason(kind, claims))
            .as("%s without %s", kind, name)
            .isIn(DenialReason.TOKEN_CLAIM_MISSING, DenialReason.TOKEN_KIND_WRONG);
      }
    }
  }

  /** An unknown claim might restrict what a newer issuer meant; what is not understood refuses. */
  @Test
  void verify_withAnUnknownClaim_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (String name : List.of("cnf", "nbf", "may_act", "azp", "purp", "azd", "rctx", "")) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put(name, "value");

        assertThat(reason(kind, claims))
            .as("%s with %s", kind, name)
            .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
      }
    }
  }

  @Test
  void verify_withAnyClaimOfAnotherType_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (String name : authority.claims(kind).keySet()) {
        for (Object other : othersThan(authority.claims(kind).get(name))) {
          Map<String, Object> claims = authority.claims(kind);
          claims.put(name, other);

          assertThat(reason(kind, claims))
              .as("%s with %s = %s", kind, name, other)
              .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
        }
      }
    }
  }

  /** AT-1: the issuer is compared exactly. */
  @Test
  void verify_ofAnotherIssuer_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (String issuer :
          List.of(
              "https://auth.example:7421/",
              "https://AUTH.example:7421",
              "http://auth.example:7421",
              "https://auth.example:7421 ",
              "https://auth.example")) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put("iss", issuer);

        assertThat(reason(kind, claims)).isEqualTo(DenialReason.TOKEN_ISSUER_WRONG);
      }
    }
  }

  /** AT-1, BP-3, TT-11: the audience is exact and single. */
  @Test
  void verify_forAnotherAudience_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (Object audience :
          List.of("locum-", "LOCUM", "fleet2", "https://auth.example:7421/", "*", "")) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put("aud", audience);

        assertThat(reason(kind, claims)).isEqualTo(DenialReason.TOKEN_AUDIENCE_WRONG);
      }
    }
  }

  /**
   * A list with ours among others would make the token good elsewhere too; even a list of one
   * refuses.
   */
  @Test
  void verify_forAListOfAudiences_isRefused() {
    for (TokenKind kind : ISSUED) {
      Object ours = authority.claims(kind).get("aud");
      for (Object audience : List.of(List.of(ours), List.of(ours, "other"), List.of())) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put("aud", audience);

        assertThat(reason(kind, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
      }
    }
  }

  /**
   * S3-44: a token for one downstream is worth nothing at another, nor at trigger or auth service.
   */
  @Test
  void verifyDownstream_atAnotherService_isRefused() {
    RawToken forFleet = authority.issue(TokenKind.DOWNSTREAM).token();

    assertThat(
            Outcomes.reason(
                authority.verifier().verifyDownstreamToken(forFleet, new Audience("billing"))))
        .isEqualTo(DenialReason.TOKEN_AUDIENCE_WRONG);
    for (TokenKind kind : ISSUED) {
      if (kind != TokenKind.DOWNSTREAM) {
        assertThat(Outcomes.isVerified(authority.verify(kind, forFleet))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TokenKind.class,
      names = {"DELEGATION", "DOWNSTREAM"})
  void verify_thatPermitsNothing_isRefused(TokenKind kind) {
    Map<String, Object> claims = authority.claims(kind);
    claims.put("scope", "");

    assertThat(reason(kind, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  /** S3-83, S3-84, S3-85: a token for any workflow, any queue or no workflow is refused. */
  @Test
  void verifyDelegation_thatIsUnconstrained_isRefused() {
    for (Map.Entry<String, Object> wide :
        List.<Map.Entry<String, Object>>of(
            Map.entry("workflow_id", "*"),
            Map.entry("workflow_id", ""),
            Map.entry("workflow_id", "trip-*"),
            Map.entry("workflow_type", "*"),
            Map.entry("namespace", "*"),
            Map.entry("namespace", ""),
            Map.entry("task_queues", List.of()),
            Map.entry("task_queues", List.of("*")),
            Map.entry("task_queues", List.of("q", "q")),
            Map.entry("task_queues", List.of("")),
            Map.entry("tenant", "*"))) {
      Map<String, Object> claims = authority.claims(TokenKind.DELEGATION);
      Map<String, Object> context = context(claims);
      context.put(wide.getKey(), wide.getValue());
      claims.put("tctx", context);

      assertThat(reason(TokenKind.DELEGATION, claims))
          .as("%s", wide)
          .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
    }
  }

  @Test
  void verifyDelegation_withAnUnknownOrAbsentMemberOfItsContext_isRefused() {
    for (String name : context(authority.claims(TokenKind.DELEGATION)).keySet()) {
      Map<String, Object> claims = authority.claims(TokenKind.DELEGATION);
      Map<String, Object> context = context(claims);
      context.remove(name);
      claims.put("tctx", context);

      assertThat(reason(TokenKind.DELEGATION, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_MISSING);
    }
    Map<String, Object> claims = authority.claims(TokenKind.DELEGATION);
    Map<String, Object> context = context(claims);
    context.put("all_queues", true);
    claims.put("tctx", context);
    assertThat(reason(TokenKind.DELEGATION, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  /** A status list that somebody else keeps would revive what was revoked. */
  @Test
  void verifyDelegation_withTheStatusListOfSomebodyElse_isRefused() {
    for (Object status :
        List.of(
            Map.of("status_list", Map.of("idx", 7L, "uri", "https://evil.example/status-lists/0")),
            Map.of(
                "status_list",
                Map.of("idx", -1L, "uri", "https://auth.example:7421/status-lists/0")),
            Map.of("status_list", Map.of("idx", 7L)),
            Map.of("status_list", Map.of("uri", "https://auth.example:7421/status-lists/0")),
            Map.of())) {
      Map<String, Object> claims = authority.claims(TokenKind.DELEGATION);
      claims.put("status", status);

      assertThat(reason(TokenKind.DELEGATION, claims))
          .isIn(DenialReason.TOKEN_CLAIM_REFUSED, DenialReason.TOKEN_CLAIM_MISSING);
    }
  }

  /** TX-8, TX-9: the actor is the outermost, and nothing else inside an actor has a meaning. */
  @Test
  void verifyDownstream_withAnotherMemberInsideAnActor_isRefused() {
    for (String name : List.of("exp", "nbf", "aud", "iss", "scope")) {
      Map<String, Object> claims = authority.claims(TokenKind.DOWNSTREAM);
      claims.put("act", Map.of("sub", "alice-worker", name, "fleet"));

      assertThat(reason(TokenKind.DOWNSTREAM, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
    }
  }

  @Test
  void verifyDownstream_whoseClientIsNotTheOutermostActor_isRefused() {
    Map<String, Object> claims = authority.claims(TokenKind.DOWNSTREAM);
    claims.put("client_id", "trigger");

    assertThat(reason(TokenKind.DOWNSTREAM, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  @Test
  void verifyDownstream_withTooLongAChainOfActors_isRefused() {
    Map<String, Object> claims = authority.claims(TokenKind.DOWNSTREAM);
    Map<String, Object> actor = Map.of("sub", "alice-worker");
    for (int i = 0; i < Actor.MAX_CHAIN; i++) {
      actor = Map.of("sub", "alice-worker", "act", actor);
    }
    claims.put("act", actor);

    assertThat(reason(TokenKind.DOWNSTREAM, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  @Test
  void verifyService_whoseClientIsNotItsSubject_isRefused() {
    Map<String, Object> claims = authority.claims(TokenKind.SERVICE);
    claims.put("client_id", "bob-worker");

    assertThat(reason(TokenKind.SERVICE, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  @Test
  void verifyAccess_withARepeatedRole_isRefused() {
    Map<String, Object> claims = authority.claims(TokenKind.ACCESS);
    claims.put("roles", List.of("rider", "rider"));

    assertThat(reason(TokenKind.ACCESS, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  @Test
  void verify_withAnEmptyOrOddSubject_isRefused() {
    for (TokenKind kind : ISSUED) {
      for (String subject : List.of("", " ", "ada\n", "ada@example.com", "a".repeat(256), "ädä")) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put("sub", subject);

        assertThat(reason(kind, claims)).isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
      }
    }
  }

  /** What the audit trail gets must not let a token write into it. */
  @Test
  void rejection_neverShowsAValueOfTheToken() {
    for (TokenKind kind : ISSUED) {
      for (String name : authority.claims(kind).keySet()) {
        Map<String, Object> claims = authority.claims(kind);
        claims.put(name, "hostile-marker");
        Verification<?> verification = authority.verify(kind, authority.sign(kind, claims));

        if (verification instanceof Verification.Rejected<?> rejected) {
          assertThat(rejected.rejection().detail()).doesNotContain("hostile-marker");
        }
      }
    }
  }

  private DenialReason reason(TokenKind kind, Map<String, Object> claims) {
    return Outcomes.reason(authority.verify(kind, authority.sign(kind, claims)));
  }

  @SuppressWarnings("unchecked") // Our own claims.
  private static Map<String, Object> context(Map<String, Object> claims) {
    Object context = claims.get("tctx");
    assertThat(context).isInstanceOf(Map.class);
    return new LinkedHashMap<>((Map<String, Object>) context);
  }

  private static List<Object> othersThan(@Nullable Object value) {
    List<Object> others = new ArrayList<>(List.of(true, List.of(1L)));
    if (!(value instanceof Map)) {
      others.add(Map.of("x", 1L));
    }
    if (!(value instanceof String)) {
      others.add("text");
    }
    if (!(value instanceof Long)) {
      others.add(12L);
    } else {
      others.add(-1L);
      others.add(new BigDecimal("1.5"));
      others.add(new BigDecimal("99999999999999999999"));
    }
    return others;
  }
}
