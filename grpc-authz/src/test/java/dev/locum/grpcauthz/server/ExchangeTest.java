package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mode exchange, the default: a token that was made for this service. */
@Timeout(30)
class ExchangeTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();

  private final ShopServer server = new ShopServer(rules -> rules);

  @AfterEach
  void stop() {
    server.close();
  }

  /** S2-18: the handler's principal is the service that acts, and the user and tenant for whom. */
  @Test
  void buy_downstreamToken_handlerSeesServiceUserAndTenant() {
    ShopResponse response = server.bearer(server.downstreamToken("shop.buy")).buy(REQUEST);

    assertThat(response.getCaller()).isEqualTo("alice-worker");
    assertThat(response.getUser()).isEqualTo("user-ada");
    assertThat(response.getTenant()).isEqualTo("alice");
    assertThat(response.getWorkflowId()).isEqualTo("trip-1");
    assertThat(server.shop.callers.get(0).provenance()).isEqualTo(Provenance.DELEGATED);
  }

  /** S2-19: the line names the service, the user, the tenant, the workflow and the action. */
  @Test
  void buy_downstreamToken_oneEventSaysWhoActedForWhom() {
    server
        .with(
            "authorization",
            "Bearer " + server.downstreamToken("shop.buy"),
            "x-locum-correlation-id",
            "request-7")
        .buy(REQUEST);

    AuditEvent event = server.audit.only(AuditEventType.DOWNSTREAM_CALLED);
    assertThat(event.decision().outcome()).isEqualTo(AuditDecision.Outcome.ALLOWED);
    assertThat(event.parties().component()).isEqualTo("downstream");
    assertThat(event.parties().actor()).isEqualTo("alice-worker");
    assertThat(event.parties().subject()).isEqualTo("user-ada");
    assertThat(event.parties().tenant()).isEqualTo("alice");
    assertThat(event.execution().workflowId()).isEqualTo("trip-1");
    assertThat(event.execution().delegationId()).isEqualTo("delegation-1");
    assertThat(event.execution().action()).isEqualTo("shop.buy");
    assertThat(event.tokens().audience()).isEqualTo("shop");
    assertThat(event.tokens().tokenId()).startsWith("test-jti-");
    assertThat(event.correlationId()).isEqualTo("request-7");
    assertThat(event.decision().detail()).contains("Buy").contains("alice-worker");
  }

  /** S3-45, S3-49: a token permits what it says and nothing else. */
  @Test
  void buy_tokenForAnotherAction_isRefused() {
    Refused.because(
        DenialReason.ACTION_NOT_GRANTED,
        server,
        () -> server.bearer(server.downstreamToken("shop.view")).buy(REQUEST));
  }

  /** S3-44: a token for another service is refused here; the same one made for here is accepted. */
  @Test
  void buy_tokenForAnotherService_isRefused() {
    Refused.because(
        DenialReason.TOKEN_AUDIENCE_WRONG,
        server,
        () -> server.bearer(issuer().downstreamToken().actions("shop.buy").text()).buy(REQUEST));

    server.bearer(server.downstreamToken("shop.buy")).buy(REQUEST);
  }

  /**
   * S3-42: a delegation token replayed from elsewhere opens nothing in this mode, wherever it is
   * put.
   */
  @Test
  void buy_delegationTokenReplayed_isRefused() {
    String stolen = issuer().delegationToken().actions("shop.buy").text();

    Refused.because(
        DenialReason.TOKEN_KIND_WRONG, server, () -> server.with("txn-token", stolen).buy(REQUEST));
    Refused.because(
        DenialReason.TOKEN_KIND_WRONG, server, () -> server.bearer(stolen).buy(REQUEST));
  }

  /** S3-20, S3-44: no kind of token is accepted in another's place. */
  @Test
  void buy_otherKindsOfToken_areRefused() {
    Refused.because(
        DenialReason.TOKEN_KIND_WRONG,
        server,
        () -> server.bearer(server.serviceToken("alice-worker")).buy(REQUEST));
    Refused.because(
        DenialReason.TOKEN_KIND_WRONG,
        server,
        () -> server.bearer(issuer().accessToken().audience("shop").text()).buy(REQUEST));
  }

  /** H3: expiry, issue and audience are mandatory, and the life is capped. */
  @Test
  void buy_tokenWithoutItsLimits_isRefused() {
    for (String claim : new String[] {"exp", "iat", "aud"}) {
      Refused.because(
          DenialReason.TOKEN_CLAIM_MISSING,
          server,
          () ->
              server
                  .bearer(
                      issuer()
                          .downstreamToken()
                          .audience("shop")
                          .actions("shop.buy")
                          .without(claim)
                          .text())
                  .buy(REQUEST));
    }
    Refused.because(
        DenialReason.TOKEN_LIFE_TOO_LONG,
        server,
        () ->
            server
                .bearer(
                    issuer()
                        .downstreamToken()
                        .audience("shop")
                        .actions("shop.buy")
                        .with("exp", server.clock.instant().getEpochSecond() + 3600)
                        .text())
                .buy(REQUEST));
  }

  @Test
  void buy_expiredForgedOrForeignToken_isRefused() {
    String token = server.downstreamToken("shop.buy");
    server.clock.advance(Duration.ofSeconds(60));

    Refused.because(DenialReason.TOKEN_EXPIRED, server, () -> server.bearer(token).buy(REQUEST));
    Refused.because(
        DenialReason.TOKEN_KEY_UNKNOWN,
        server,
        () ->
            server
                .bearer(issuer().forger().downstreamToken().audience("shop").text())
                .buy(REQUEST));
    Refused.because(
        DenialReason.TOKEN_ISSUER_WRONG,
        server,
        () ->
            server
                .bearer(
                    issuer()
                        .downstreamToken()
                        .audience("shop")
                        .issuer("https://evil.example")
                        .text())
                .buy(REQUEST));
  }

  @Test
  void buy_noCredential_isUnauthenticated() {
    Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.anonymous().buy(REQUEST));
  }

  /** S3-89: a call whose event cannot be kept takes no effect. */
  @Test
  void buy_auditBroken_isRefused() {
    server.audit.breakDown();
    Throwable failure =
        catchThrowable(() -> server.bearer(server.downstreamToken("shop.buy")).buy(REQUEST));

    assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
    assertThat(server.shop.callers).isEmpty();
  }

  /** S3-54: names that this service does not know are ignored and widen nothing. */
  @Test
  void buy_ownActionsConfigured_foreignActionsCountForNothing() {
    try (ShopServer sliced =
        new ShopServer(rules -> rules.ownActions(ActionSet.ofNames("shop.buy", "shop.other")))) {
      String token = sliced.downstreamToken("shop.buy", "shop.refund", "fleet.reserve");

      sliced.bearer(token).buy(REQUEST);
      assertThat(sliced.shop.callers.get(0).actions().toScope()).isEqualTo("shop.buy");
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED, sliced, () -> sliced.bearer(token).refund(REQUEST));
    }
  }

  /** S3-50: with introspection, revoking this service's token refuses it here at once. */
  @Test
  void buy_tokenRevokedAtTheAuthority_isRefused() {
    try (ShopServer asking =
        new ShopServer(rules ->
            rules
                .accept(CallerMode.EXCHANGE)
                .introspection((token, correlation) -> {
                  throw new DenialException(DenialReason.TOKEN_REVOKED, "");
                }))) {
      Refused.because(
          DenialReason.TOKEN_REVOKED,
          asking,
          () -> asking.bearer(asking.downstreamToken("shop.buy")).buy(REQUEST));
    }
  }

  private TestIssuer issuer() {
    return server.issuer;
  }
}
