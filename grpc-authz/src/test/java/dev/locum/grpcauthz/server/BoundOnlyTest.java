package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.testkit.token.TokenDraft;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S3-42, DP-4: what {@code boundTokensOnly} means for each kind of token, over a socket. */
@Timeout(60)
final class BoundOnlyTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String ORIGIN = "https://shop:7461";

  private final TestClock clock = TestClock.atNoon();
  private final DpopKey key =
      DpopKey.generate(
          CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));

  @Test
  void users_boundTokenWithItsProofIsLetInAndOthersAreNot() {
    try (ShopServer shop = shop(TokenHolders.Builder::boundTokensOnly)) {
      String bound = bound(shop.issuer.accessToken().audience("shop").roles("manager")).text();
      String unbound = shop.issuer.accessToken().audience("shop").roles("manager").text();

      shop.with("authorization", "DPoP " + bound, "dpop", proof("Manage", bound)).manage(REQUEST);
      refused(shop, () -> shop.bearer(unbound).manage(REQUEST));
      refused(shop, () -> shop.bearer(bound).manage(REQUEST));
    }
  }

  @Test
  void downstreamTokens_boundOneIsLetInAndOthersAreNot() {
    try (ShopServer shop = shop(TokenHolders.Builder::boundTokensOnly)) {
      String bound =
          bound(shop.issuer.downstreamToken().audience("shop").actions("shop.buy")).text();

      shop.with("authorization", "DPoP " + bound, "dpop", proof("Buy", bound)).buy(REQUEST);
      refused(shop, () -> shop.bearer(shop.downstreamToken("shop.buy")).buy(REQUEST));
    }
  }

  /** A service token says who sends a bound ticket, and lets nobody in by itself. */
  @Test
  void delegationTokens_boundOneIsLetInNextToItsSender() {
    try (ShopServer shop =
        shop(
            rules ->
                rules
                    .accept(CallerMode.FORWARD)
                    .trustDomain(TestIssuer.TRUST_DOMAIN)
                    .senderConstrained(),
            TokenHolders.Builder::boundTokensOnly)) {
      String bound = bound(shop.issuer.delegationToken().actions("shop.buy")).text();
      String unbound = shop.issuer.delegationToken().actions("shop.buy").text();
      String sender = "Bearer " + shop.serviceToken("alice-worker");
      String proof = key.proveTxnToken("POST", target("Buy"), bound).reveal();

      shop.with("authorization", sender, "txn-token", bound, "dpop", proof).buy(REQUEST);
      refused(shop, () -> shop.with("authorization", sender, "txn-token", unbound).buy(REQUEST));
    }
  }

  /** Nobody binds them: absence denies, to whatever tokens must be bound. */
  @Test
  void serviceTokens_alone_areRefused() {
    for (UnaryOperator<TokenHolders.Builder> only :
        List.<UnaryOperator<TokenHolders.Builder>>of(
            TokenHolders.Builder::boundTokensOnly,
            TokenHolders.Builder::boundToKeysOnly,
            TokenHolders.Builder::boundToCertificatesOnly)) {
      try (ShopServer shop = shop(only)) {
        refused(shop, () -> shop.bearer(shop.serviceToken("alice-worker")).manage(REQUEST));
        refused(shop, () -> shop.onBehalf("alice-worker").buy(REQUEST));
        refused(shop, () -> shop.bearer(shop.downstreamToken("shop.buy")).buy(REQUEST));
      }
    }
  }

  /** The check above can fail: without the rule, or where service tokens are excepted. */
  @Test
  void control_serviceTokensThatAreExcepted_areLetIn() {
    try (ShopServer excepted = shop(holders -> holders.boundTokensOnly().exceptServiceTokens());
        ShopServer open = shop(holders -> holders)) {
      for (ShopServer shop : new ShopServer[] {excepted, open}) {
        shop.bearer(shop.serviceToken("alice-worker")).manage(REQUEST);
        shop.onBehalf("alice-worker").buy(REQUEST);
      }
      refused(
          excepted,
          () ->
              excepted
                  .bearer(excepted.issuer.accessToken().audience("shop").roles("manager").text())
                  .manage(REQUEST));
    }
  }

  private void refused(ShopServer shop, ThrowingCallable call) {
    Refused.because(DenialReason.PROOF_NEEDED, shop, call);
  }

  private <D extends TokenDraft<D>> D bound(D draft) {
    return draft.with("cnf", Map.of("jkt", key.thumbprint().value()));
  }

  private String proof(String method, String token) {
    return key.proveAccessToken("POST", target(method), token).reveal();
  }

  private static TargetUri target(String method) {
    return new TargetUri(ORIGIN, "/" + ShopServiceGrpc.SERVICE_NAME + "/" + method);
  }

  private ShopServer shop(UnaryOperator<TokenHolders.Builder> holders) {
    return shop(
        rules ->
            rules.accept(
                CallerMode.EXCHANGE, CallerMode.SERVICE, CallerMode.ON_BEHALF, CallerMode.USER),
        holders);
  }

  private ShopServer shop(
      UnaryOperator<CallerRules.Builder> rules, UnaryOperator<TokenHolders.Builder> holders) {
    return new ShopServer(
        all ->
            rules
                .apply(all)
                .trust(
                    TrustedWorkload.of(new WorkloadId("alice-worker"))
                        .onBehalfOf(new TenantId("alice"))
                        .withActions(ActionSet.ofNames("shop.buy"))
                        .withRoles(Set.of("manager")))
                .holders(holders.apply(TokenHolders.builder(clock).reachedAt(ORIGIN)).build()),
        new ShopServer.Loopback());
  }
}
