package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Modes forward and slice: the delegation token as it is. */
@Timeout(30)
class ForwardTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();

  private static final TrustedWorkload ALICE_WORKER =
      TrustedWorkload.of(new WorkloadId("alice-worker")).onBehalfOf(new TenantId("alice"));

  private static CallerRules.Builder forward(CallerRules.Builder rules) {
    return rules.accept(CallerMode.FORWARD).trustDomain(TestIssuer.TRUST_DOMAIN);
  }

  private static CallerRules.Builder slice(CallerRules.Builder rules) {
    return rules
        .accept(CallerMode.SLICE)
        .trustDomain(TestIssuer.TRUST_DOMAIN)
        .ownActions(ActionSet.ofNames("shop.buy", "shop.view"));
  }

  /** S3-38, S3-40: the identical token is accepted where the service was told to accept it. */
  @Test
  void buy_delegationToken_handlerSeesUserTenantAndWorkflow() {
    try (ShopServer server = new ShopServer(ForwardTest::forward)) {
      ShopResponse response = server.with("txn-token", delegation(server, "shop.buy")).buy(REQUEST);

      assertThat(response.getUser()).isEqualTo("user-ada");
      assertThat(response.getTenant()).isEqualTo("alice");
      assertThat(response.getWorkflowId()).isEqualTo("trip-1");
    }
  }

  /** S3-40: by default no service accepts it. */
  @Test
  void buy_serviceThatDoesNotForward_isRefused() {
    try (ShopServer server = new ShopServer(rules -> rules)) {
      Refused.because(
          DenialReason.TOKEN_KIND_WRONG,
          server,
          () -> server.with("txn-token", delegation(server, "shop.buy")).buy(REQUEST));
    }
  }

  /**
   * S3-42: the stated limit of forwarding: a token seen at A opens B while it lives; then it does
   * not.
   */
  @Test
  void buy_tokenReplayedAtAnotherService_worksUntilItExpires() {
    try (ShopServer a = new ShopServer(ForwardTest::forward);
        ShopServer b = new ShopServer(rules -> forward(rules).verifier(a.issuer.verifier()))) {
      String token = delegation(a, "shop.buy");
      a.with("txn-token", token).buy(REQUEST);

      b.with("txn-token", token).buy(REQUEST);

      a.clock.advance(Duration.ofMinutes(1));
      Refused.because(DenialReason.TOKEN_EXPIRED, b, () -> b.with("txn-token", token).buy(REQUEST));
    }
  }

  /** S3-42, S3-53: a sender-constrained service wants the worker's own token next to it. */
  @Test
  void buy_senderConstrained_stolenTokenAloneIsRefused() {
    try (ShopServer server =
        new ShopServer(rules -> forward(rules).senderConstrained().trust(ALICE_WORKER))) {
      String token = delegation(server, "shop.buy");

      Refused.because(
          DenialReason.NO_CREDENTIAL, server, () -> server.with("txn-token", token).buy(REQUEST));
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED,
          server,
          () -> withSender(server, token, server.serviceToken("bob-worker")).buy(REQUEST));
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED,
          server,
          () ->
              withSender(
                      server,
                      server
                          .issuer
                          .delegationToken()
                          .of("user-ben", "bob")
                          .actions("shop.buy")
                          .text(),
                      server.serviceToken("alice-worker"))
                  .buy(REQUEST));
      assertThat(
              withSender(server, token, server.serviceToken("alice-worker"))
                  .buy(REQUEST)
                  .getCaller())
          .isEqualTo("alice-worker");
    }
  }

  /** S3-39: each downstream asks the authority; what it no longer honours is refused at once. */
  @Test
  void buy_introspected_eachCallAsksAndRevocationIsSeen() {
    AtomicInteger asked = new AtomicInteger();
    try (ShopServer server =
        new ShopServer(rules ->
            forward(rules)
                .introspection((token, correlation) -> {
                  if (asked.incrementAndGet() > 2) {
                    throw new DenialException(DenialReason.TOKEN_REVOKED, "revoked");
                  }
                  return ActionSet.ofNames("shop.buy", "shop.refund");
                }))) {
      String token = delegation(server, "shop.buy");

      server.with("txn-token", token).buy(REQUEST);
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED,
          server,
          () -> server.with("txn-token", token).refund(REQUEST));
      Refused.because(
          DenialReason.TOKEN_REVOKED, server, () -> server.with("txn-token", token).buy(REQUEST));
    }
  }

  @Test
  void buy_authorityAway_isUnavailableAndNotReached() {
    try (ShopServer server =
        new ShopServer(rules ->
            forward(rules)
                .introspection((token, correlation) -> {
                  throw new DenialException(DenialReason.AUTHORITY_UNAVAILABLE, "away");
                }))) {
      Refused.because(
          DenialReason.AUTHORITY_UNAVAILABLE,
          server,
          () -> server.with("txn-token", delegation(server, "shop.buy")).buy(REQUEST));
    }
  }

  /** S3-52: of a token with actions of A and B, A performs only its own, though B's are in it. */
  @Test
  void refund_actionOfTheTokenButNotOfTheSlice_isRefused() {
    try (ShopServer server = new ShopServer(ForwardTest::slice)) {
      String token = delegation(server, "shop.buy", "shop.refund", "fleet.reserve");

      server.with("txn-token", token).buy(REQUEST);

      Refused.because(
          DenialReason.ACTION_NOT_GRANTED,
          server,
          () -> server.with("txn-token", token).refund(REQUEST));
    }
  }

  /** S3-54: the slice is the service's, not the caller's; it adds nothing that the token lacks. */
  @Test
  void view_actionOfTheSliceButNotOfTheToken_isRefused() {
    try (ShopServer server = new ShopServer(ForwardTest::slice)) {
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED,
          server,
          () -> server.with("txn-token", delegation(server, "shop.buy")).view(REQUEST));
    }
  }

  /** TT-11: not a bearer token, and no access token in its place. */
  @Test
  void buy_tokensInEachOthersPlace_areRefused() {
    try (ShopServer server =
        new ShopServer(rules ->
            rules
                .accept(CallerMode.FORWARD, CallerMode.EXCHANGE, CallerMode.USER)
                .trustDomain(TestIssuer.TRUST_DOMAIN))) {
      Refused.because(
          DenialReason.TOKEN_KIND_WRONG,
          server,
          () -> server.bearer(delegation(server, "shop.buy")).buy(REQUEST));
      for (String other :
          new String[] {
            server.downstreamToken("shop.buy"),
            server.issuer.accessToken().audience("shop").text(),
            server.serviceToken("alice-worker")
          }) {
        Refused.because(
            DenialReason.TOKEN_KIND_WRONG,
            server,
            () -> server.with("txn-token", other).buy(REQUEST));
      }
    }
  }

  /** S3-36: the token comes in the message; the handler gets the message without it. */
  @Test
  void pay_tokenInTheMessage_isVerifiedAndTakenOut() {
    try (ShopServer server =
        new ShopServer(rules -> rules, inMessage(MessageCredential.Place.AUTHORIZATION))) {
      ShopRequest paying =
          ShopRequest.newBuilder().setToken(server.downstreamToken("shop.buy")).build();

      ShopResponse response = server.anonymous().pay(paying);

      assertThat(response.getUser()).isEqualTo("user-ada");
      assertThat(response.getToken()).isEmpty();
      Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.anonymous().pay(REQUEST));
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED,
          server,
          () ->
              server
                  .anonymous()
                  .pay(
                      ShopRequest.newBuilder()
                          .setToken(server.downstreamToken("shop.view"))
                          .build()));
      Refused.because(
          DenialReason.TOKEN_MALFORMED,
          server,
          () -> server.bearer(server.downstreamToken("shop.buy")).pay(paying));
      Refused.because(
          DenialReason.TOKEN_MALFORMED,
          server,
          () -> server.anonymous().pay(ShopRequest.newBuilder().setToken("garbage").build()));
    }
  }

  /** S3-36: in forward mode the worker's own token stays in the header. */
  @Test
  void pay_delegationTokenInTheMessage_senderInTheHeader() {
    try (ShopServer server =
        new ShopServer(
            rules -> forward(rules).senderConstrained().trust(ALICE_WORKER),
            inMessage(MessageCredential.Place.TXN_TOKEN))) {
      ShopRequest paying =
          ShopRequest.newBuilder().setToken(delegation(server, "shop.buy")).build();

      assertThat(server.bearer(server.serviceToken("alice-worker")).pay(paying).getCaller())
          .isEqualTo("alice-worker");
      Refused.because(DenialReason.NO_CREDENTIAL, server, () -> server.anonymous().pay(paying));
    }
  }

  /** S3-37: rules that could never be safe do not start. */
  @Test
  void build_incompleteRules_doNotStart() {
    CallerRules.Builder base =
        CallerAuthenticator.builder()
            .self(ShopServer.SHOP)
            .verifier(TestIssuer.atNoon().verifier());

    assertThatThrownBy(() -> base.accept(CallerMode.FORWARD).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trust domain");
    assertThatThrownBy(() -> base.accept(CallerMode.ON_BEHALF).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trusted workloads");
    assertThatThrownBy(
            () -> base.accept(CallerMode.SLICE).trustDomain(TestIssuer.TRUST_DOMAIN).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own actions");
    assertThatThrownBy(() -> base.accept().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("modes");
    assertThatThrownBy(() -> CallerAuthenticator.builder().build())
        .isInstanceOf(IllegalStateException.class);
  }

  private static java.util.function.Consumer<GrpcAuthorization.Builder> inMessage(
      MessageCredential.Place place) {
    return parts ->
        parts.tokenInMessage(
            ShopServiceGrpc.getPayMethod(),
            new MessageCredential<ShopRequest>() {
              @Override
              public Place place() {
                return place;
              }

              @Override
              public String tokenOf(ShopRequest message) {
                return message.getToken();
              }

              @Override
              public ShopRequest withoutToken(ShopRequest message) {
                return message.toBuilder().clearToken().build();
              }
            });
  }

  private static ShopServiceGrpc.ShopServiceBlockingStub withSender(
      ShopServer server, String token, String sender) {
    return server.with("txn-token", token, "authorization", "Bearer " + sender);
  }

  private static String delegation(ShopServer server, String... actions) {
    return server.issuer.delegationToken().actions(actions).text();
  }
}
