package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.DelegationCheck;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode on-behalf: a service token with the forwarded user and tenant. */
@Timeout(30)
class OnBehalfTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();

  private static final TrustedWorkload ALICE_WORKER =
      TrustedWorkload.of(new WorkloadId("alice-worker"))
          .onBehalfOf(new TenantId("alice"))
          .withActions(ActionSet.ofNames("shop.buy"));

  /** Known as a service that calls for itself; not trusted to forward anybody. */
  private static final TrustedWorkload REPORTER =
      TrustedWorkload.of(new WorkloadId("reporter")).withActions(ActionSet.ofNames("shop.buy"));

  private final ShopServer server = new ShopServer(OnBehalfTest::rules);

  private static CallerRules.Builder rules(CallerRules.Builder rules) {
    return rules
        .accept(CallerMode.ON_BEHALF, CallerMode.SERVICE)
        .trust(ALICE_WORKER)
        .trust(REPORTER);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** S2-14, S2-18: the service token is trusted, and the handler knows for whom it acts. */
  @Test
  void buy_trustedWorkloadForItsTenant_handlerSeesServiceUserAndTenant() {
    ShopResponse response = server.onBehalf("alice-worker").buy(REQUEST);

    assertThat(response.getCaller()).isEqualTo("alice-worker");
    assertThat(response.getUser()).isEqualTo("user-ada");
    assertThat(response.getTenant()).isEqualTo("alice");
  }

  /** S2-19: the line names service, user, tenant, workflow and action. */
  @Test
  void buy_trustedWorkload_oneEventSaysWhoActedForWhom() {
    server
        .with(
            "authorization", "Bearer " + server.serviceToken("alice-worker"),
            "x-forwarded-user", "user-ada",
            "x-forwarded-tenant", "alice",
            "x-locum-delegation", "delegation-1",
            "x-locum-workflow-id", "trip%2F1")
        .buy(REQUEST);

    AuditEvent event = server.audit.only(AuditEventType.DOWNSTREAM_CALLED);
    assertThat(event.parties().actor()).isEqualTo("alice-worker");
    assertThat(event.parties().subject()).isEqualTo("user-ada");
    assertThat(event.parties().tenant()).isEqualTo("alice");
    assertThat(event.execution().workflowId()).isEqualTo("trip/1");
    assertThat(event.execution().delegationId()).isEqualTo("delegation-1");
    assertThat(event.execution().action()).isEqualTo("shop.buy");
  }

  /** S2-14: none, expired, wrong audience, wrong issuer, another service's. */
  @Test
  void buy_badServiceToken_isRefused() {
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server
                .with("x-forwarded-user", "user-ada", "x-forwarded-tenant", "alice")
                .buy(REQUEST));
    refused(
        DenialReason.TOKEN_AUDIENCE_WRONG,
        server.issuer.serviceToken().workload("alice-worker").audience("fleet").text());
    refused(
        DenialReason.TOKEN_ISSUER_WRONG,
        server
            .issuer
            .serviceToken()
            .workload("alice-worker")
            .audience("shop")
            .issuer("https://x")
            .text());
    refused(
        DenialReason.TOKEN_KEY_UNKNOWN,
        server.issuer.forger().serviceToken().workload("alice-worker").audience("shop").text());
    refused(DenialReason.FORWARDED_HEADER_REFUSED, server.serviceToken("reporter"));
    String old = server.serviceToken("alice-worker");
    server.clock.advance(Duration.ofMinutes(1));
    refused(DenialReason.TOKEN_EXPIRED, old);
  }

  /** S2-22: not trusted by default; another valid service that is not listed for it is refused. */
  @Test
  void buy_workloadNotListedForDelegation_isRefused() {
    refused(DenialReason.FORWARDED_HEADER_REFUSED, server.serviceToken("bob-worker"));
    refused(DenialReason.FORWARDED_HEADER_REFUSED, server.serviceToken("reporter"));
    try (ShopServer byDefault = new ShopServer(rules -> rules)) {
      Refused.because(
          DenialReason.FORWARDED_HEADER_REFUSED,
          byDefault,
          () -> byDefault.onBehalf("alice-worker").buy(REQUEST));
    }
  }

  /** S2-23: forwarded headers next to a user's own token or a delegation's token are refused. */
  @Test
  void buy_forwardedHeadersWithAnotherKindOfToken_areRefused() {
    refused(
        DenialReason.FORWARDED_HEADER_REFUSED, server.issuer.accessToken().audience("shop").text());
    refused(DenialReason.FORWARDED_HEADER_REFUSED, server.downstreamToken("shop.buy"));
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server
                .with(
                    "authorization",
                    "Bearer " + server.serviceToken("alice-worker"),
                    "txn-token",
                    server.issuer.delegationToken().text(),
                    "x-forwarded-user",
                    "user-ada",
                    "x-forwarded-tenant",
                    "alice")
                .buy(REQUEST));
  }

  /** S2-23: a worker of one tenant cannot name another's user. */
  @Test
  void buy_tenantOfSomebodyElse_isRefused() {
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server
                .with(
                    "authorization", "Bearer " + server.serviceToken("alice-worker"),
                    "x-forwarded-user", "user-ben",
                    "x-forwarded-tenant", "bob")
                .buy(REQUEST));
  }

  /**
   * S2-23, H9: duplicated, empty, malformed or over-long values are refused; none of them is
   * picked.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"x-forwarded-user", "x-forwarded-tenant", "authorization", "x-locum-delegation"})
  void buy_headerTwice_isRefused(String name) {
    String value =
        switch (name) {
          case "authorization" -> "Bearer " + server.serviceToken("alice-worker");
          case "x-forwarded-tenant" -> "alice";
          case "x-forwarded-user" -> "user-ada";
          default -> "delegation-1";
        };
    Refused.because(
        name.equals("authorization")
            ? DenialReason.TOKEN_MALFORMED
            : DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server
                .with(
                    "authorization",
                    "Bearer " + server.serviceToken("alice-worker"),
                    "x-forwarded-user",
                    "user-ada",
                    "x-forwarded-tenant",
                    "alice",
                    "x-locum-delegation",
                    "delegation-1",
                    name,
                    value)
                .buy(REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "ada lovelace", "ada\u00e9", "a,b", "ada/../ben"})
  void buy_malformedUser_isRefused(String user) {
    refusedFor(user, "alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Alice", "alice,bob", "alice bob", "*", "-alice"})
  void buy_malformedTenant_isRefused(String tenant) {
    refusedFor("user-ada", tenant);
  }

  @Test
  void buy_overLongValues_areRefused() {
    refusedFor("a".repeat(256), "alice");
    refusedFor("user-ada", "a".repeat(64));
  }

  @Test
  void buy_userWithoutTenant_isRefused() {
    String token = server.serviceToken("alice-worker");
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server.with("authorization", "Bearer " + token, "x-forwarded-user", "u").buy(REQUEST));
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server
                .with("authorization", "Bearer " + token, "x-locum-delegation", "d")
                .buy(REQUEST));
  }

  /** H2: what a workload may do stands in its entry, whatever its token or its delegation say. */
  @Test
  void refund_actionNotInTheEntry_isRefused() {
    Refused.because(
        DenialReason.ACTION_NOT_GRANTED,
        server,
        () -> server.onBehalf("alice-worker").refund(REQUEST));
  }

  @Test
  void ping_serviceForItself_hasItsOwnIdentityAndNoUser() {
    ShopResponse response = server.bearer(server.serviceToken("reporter")).ping(REQUEST);

    assertThat(response.getCaller()).isEqualTo("reporter");
    assertThat(response.getUser()).isEmpty();
    Refused.because(
        DenialReason.CALLER_NOT_ALLOWED,
        server,
        () -> server.bearer(server.serviceToken("stranger")).ping(REQUEST));
  }

  /** S2-23, S2-24: with the check, the forwarded principal must be the delegation's. */
  @Test
  void buy_delegationCheckDisagrees_isRefused() {
    try (ShopServer checking =
        checking((caller, forwarded, correlation) -> {
          throw new DenialException(DenialReason.CONTEXT_FORGED, "user: another");
        })) {
      Refused.because(
          DenialReason.CONTEXT_FORGED, checking, () -> withDelegation(checking).buy(REQUEST));
      Refused.because(
          DenialReason.FORWARDED_HEADER_REFUSED,
          checking,
          () -> checking.onBehalf("alice-worker").buy(REQUEST));
    }
  }

  /** S3-15: with the check, an action that the user did not allow is refused here as well. */
  @Test
  void buy_delegationPermitsOtherActions_isRefused() {
    try (ShopServer checking =
        checking((caller, forwarded, correlation) ->
            new DelegationCheck.Permitted(ActionSet.ofNames("shop.refund"), "trip-1"))) {
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, checking, () -> withDelegation(checking).buy(REQUEST));
    }
  }

  @Test
  void buy_delegationCheckAgrees_isLetInForItsWorkflow() {
    try (ShopServer checking =
        checking((caller, forwarded, correlation) ->
            new DelegationCheck.Permitted(ActionSet.ofNames("shop.buy"), "trip-9"))) {
      assertThat(withDelegation(checking).buy(REQUEST).getWorkflowId()).isEqualTo("trip-9");
    }
  }

  private static ShopServer checking(DelegationCheck check) {
    return new ShopServer(rules -> rules(rules).delegationCheck(check));
  }

  private static dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub withDelegation(
      ShopServer server) {
    return server.with(
        "authorization", "Bearer " + server.serviceToken("alice-worker"),
        "x-forwarded-user", "user-ada",
        "x-forwarded-tenant", "alice",
        "x-locum-delegation", "delegation-1");
  }

  private void refused(DenialReason reason, String bearer) {
    Refused.because(
        reason,
        server,
        () ->
            server
                .with(
                    "authorization", "Bearer " + bearer,
                    "x-forwarded-user", "user-ada",
                    "x-forwarded-tenant", "alice")
                .buy(REQUEST));
  }

  private void refusedFor(String user, String tenant) {
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        server,
        () ->
            server
                .with(
                    "authorization", "Bearer " + server.serviceToken("alice-worker"),
                    "x-forwarded-user", user,
                    "x-forwarded-tenant", tenant)
                .buy(REQUEST));
  }
}
