package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.ActionSet;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Two services that sign tokens of their own, {@code worker} and {@code billing}, and the shop that
 * trusts them.
 */
final class SigningPair implements AutoCloseable {

  final TestClock clock = TestClock.atNoon();
  final SigningService worker = new SigningService("worker", clock);
  final SigningService billing = new SigningService("billing", clock);

  @Override
  public void close() {
    worker.close();
    billing.close();
  }

  /** The shop's own clock decides about streams only; tokens are judged by this one. */
  void advance(ShopServer shop, Duration by) {
    clock.advance(by);
    shop.clock.advance(by);
  }

  ShopServer shop(UnaryOperator<SignedTokenTrust.Builder> more) {
    SignedTokenTrust trust =
        more.apply(
                builder()
                    .trust(worker.issuer, worker.keys(), entry("worker", "shop.buy"))
                    .trust(billing.issuer, billing.keys(), entry("billing", "shop.refund")))
            .build();
    return new ShopServer(rules -> only(trust));
  }

  static CallerRules.Builder only(SignedTokenTrust trust) {
    return CallerAuthenticator.builder().self(ShopServer.SHOP).trustSource(trust);
  }

  SignedTokenTrust.Builder builder() {
    return SignedTokenTrust.builder(
        ShopServer.SHOP,
        CryptoProviders.jdk(),
        new JwtVerifier.Timing(clock, Duration.ofSeconds(5)));
  }

  static TrustedWorkload entry(String workload, String... actions) {
    return TrustedWorkload.of(new WorkloadId(workload)).withActions(ActionSet.ofNames(actions));
  }
}
