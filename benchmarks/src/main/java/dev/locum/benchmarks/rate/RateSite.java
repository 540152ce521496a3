package dev.locum.benchmarks.rate;

import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DelegationId;
import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.ServiceClaims;
import dev.locum.token.StatusReference;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The names and tokens of the benchmark. */
final class RateSite {

  static final String NAMESPACE = "default";
  static final String QUEUE = "queue-alice";
  static final String TENANT = "alice";
  static final String USER = "user-ada";
  static final String WORKER = "alice-worker";
  static final List<String> ACTIONS = List.of("fleet.reserve", "trip.record", "billing.charge");

  private final Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
  private final Issuer issuer = new Issuer("https://auth.example:7421");
  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private final TokenIssuer tokens =
      new TokenIssuer(
          issuer,
          new JoseTokenSigner(key, CryptoProviders.choose()),
          clock,
          () -> new TokenId(UUID.randomUUID().toString()));

  Clock clock() {
    return clock;
  }

  Issuer issuer() {
    return issuer;
  }

  String jwks() {
    return PublicKeys.of(key.verificationKey()).toJwks();
  }

  /** The delegation token of one workflow. */
  RawToken delegation(String workflowType, String workflowId) {
    DelegationClaims claims =
        new DelegationClaims(
            new DelegationId(UUID.randomUUID().toString()),
            new Subject(USER),
            new Audience("locum"),
            ActionSet.ofNames(ACTIONS),
            new WorkloadId("trigger"),
            new WorkflowScope(
                new TenantId(TENANT), NAMESPACE, workflowType, workflowId, List.of(QUEUE)),
            new StatusReference(1, 1));
    return tokens
        .issueDelegationToken(
            claims, Duration.ofMinutes(15), clock.instant().plus(Duration.ofDays(1)))
        .token();
  }

  IssueServiceTokenResponse serviceToken(String audience) {
    IssuedToken token =
        tokens.issueServiceToken(
            new ServiceClaims(new WorkloadId(WORKER), new Audience(audience)),
            Duration.ofMinutes(5));
    return IssueServiceTokenResponse.newBuilder()
        .setServiceToken(token.token().reveal())
        .setExpiresAt(
            com.google.protobuf.Timestamp.newBuilder()
                .setSeconds(token.life().expiresAt().getEpochSecond()))
        .build();
  }
}
