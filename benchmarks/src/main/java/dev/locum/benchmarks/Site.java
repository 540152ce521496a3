package dev.locum.benchmarks;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DelegationId;
import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.StatusReference;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.TokenVerifier;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One issuer and one verifier, and the delegation of the demo: ten actions on one queue. */
final class Site {

  static final Audience TRUST_DOMAIN = new Audience("locum");
  static final ActionSet ACTIONS =
      ActionSet.ofNames(
          "fleet.reserve",
          "fleet.release",
          "trip.record",
          "trip.end",
          "trip.cancel",
          "billing.open",
          "billing.charge",
          "billing.settle",
          "billing.void",
          "billing.refund");

  private static final Issuer ISSUER = new Issuer("https://auth.example:7421");

  // A real clock costs as much as the rest of a cached check, and in production it is one.
  private final Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
  private final AtomicLong ids = new AtomicLong();
  private final TokenIssuer issuer;
  private final TokenVerifier verifier;

  Site(SigningAlgorithm algorithm, CryptoProviders providers) {
    SigningKey key = SigningKey.generate(algorithm);
    this.issuer =
        new TokenIssuer(
            ISSUER,
            new JoseTokenSigner(key, providers),
            clock,
            () -> new TokenId("01890a5d-ac96-774b-bcce-" + ids.incrementAndGet()));
    this.verifier =
        TokenVerifier.builder()
            .issuer(ISSUER)
            .signatures(
                new JoseSignatureVerifier(
                    KeySource.fixed(PublicKeys.of(key.verificationKey())), providers))
            .clock(clock)
            .build();
  }

  Clock clock() {
    return clock;
  }

  TokenIssuer issuer() {
    return issuer;
  }

  TokenVerifier verifier() {
    return verifier;
  }

  Instant limit() {
    return clock.instant().plus(Duration.ofDays(1));
  }

  /** A token that outlives the benchmark. */
  IssuedToken delegation() {
    return issuer.issueDelegationToken(claims(), Duration.ofMinutes(15), limit());
  }

  VerifiedDelegationToken verifiedDelegation() {
    return verifier.verifyDelegationToken(delegation().token(), TRUST_DOMAIN).orElseThrow();
  }

  static DelegationClaims claims() {
    return new DelegationClaims(
        new DelegationId("01890a5d-ac96-774b-bcce-b302099a8057"),
        new Subject("01890a5d-ac96-774b-bcce-b302099a8058"),
        TRUST_DOMAIN,
        ACTIONS,
        new WorkloadId("trigger"),
        new WorkflowScope(
            new TenantId("alice"),
            "default",
            "TripWorkflow",
            "trip-01890a5d-ac96-774b-bcce-b302099a8059",
            List.of("queue-alice")),
        new StatusReference(12_345, 678));
  }
}
