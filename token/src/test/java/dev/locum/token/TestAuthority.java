package dev.locum.token;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One issuer with a real key, its verifier, and a valid token of each kind. */
public final class TestAuthority {

  public static final Issuer ISSUER = new Issuer("https://auth.example:7421");
  public static final Audience TRIGGER = new Audience("locum-trigger");
  public static final Audience TRUST_DOMAIN = new Audience("locum");
  public static final Audience FLEET = new Audience("fleet");
  public static final Audience SELF = new Audience(ISSUER.value());

  private final MovableClock clock;
  private final AtomicInteger ids = new AtomicInteger();
  private final SigningKey key;
  private final TokenSigner signer;
  private final TokenVerifier verifier;

  private TestAuthority(
      SigningKey key, TokenVerifier verifier, MovableClock clock, TokenSigner signer) {
    this.key = key;
    this.verifier = verifier;
    this.clock = clock;
    this.signer = signer;
  }

  /** An authority with a fresh ES256 key. */
  public static TestAuthority create() {
    return create(SigningAlgorithm.ES256, CryptoProviders.choose());
  }

  /** An authority with a fresh key of this algorithm. */
  public static TestAuthority create(SigningAlgorithm algorithm, CryptoProviders providers) {
    SigningKey key = SigningKey.generate(algorithm);
    MovableClock clock = MovableClock.atNoon();
    PublicKeys published = PublicKeys.of(key.verificationKey());
    TokenVerifier verifier =
        TokenVerifier.builder()
            .issuer(ISSUER)
            .signatures(new JoseSignatureVerifier(KeySource.fixed(published), providers))
            .clock(clock)
            .build();
    return new TestAuthority(key, verifier, clock, new JoseTokenSigner(key, providers));
  }

  public MovableClock clock() {
    return clock;
  }

  public SigningKey key() {
    return key;
  }

  public TokenSigner signer() {
    return signer;
  }

  public TokenVerifier verifier() {
    return verifier;
  }

  public TokenIssuer issuer() {
    return issuer(clock);
  }

  public TokenIssuer issuer(Clock itsClock) {
    return new TokenIssuer(
        ISSUER, signer, itsClock, () -> new TokenId("jti-" + ids.incrementAndGet()));
  }

  /** A valid token of the kind, of one minute; not for client assertions. */
  public IssuedToken issue(TokenKind kind) {
    Duration minute = Duration.ofSeconds(60);
    Instant limit = clock.instant().plus(Duration.ofHours(1));
    return switch (kind) {
      case ACCESS -> issuer().issueAccessToken(accessClaims(), minute);
      case DELEGATION -> issuer().issueDelegationToken(delegationClaims(), minute, limit);
      case DOWNSTREAM -> issuer().issueDownstreamToken(downstreamClaims(), minute, limit);
      case SERVICE -> issuer().issueServiceToken(serviceClaims(), minute);
      case CLIENT_ASSERTION -> throw new IllegalArgumentException("kind: " + kind);
    };
  }

  /** The claims that {@link #issue} puts into a token of the kind, to be edited and signed. */
  public Map<String, Object> claims(TokenKind kind) {
    Map<String, Object> captured = new LinkedHashMap<>();
    TokenSigner capturing =
        (type, claims) -> {
          captured.putAll(claims);
          return RawToken.of("captured");
        };
    new TestAuthority(key, verifier, clock, capturing).issue(kind);
    return captured;
  }

  /** Signs any claims as a token of the kind. */
  public RawToken sign(TokenKind kind, Map<String, Object> claims) {
    return signer.sign(kind.type(), claims);
  }

  /** Verifies as that kind, with the audience for which {@link #issue} issues. */
  public Verification<? extends VerifiedToken> verify(TokenKind kind, RawToken token) {
    return switch (kind) {
      case ACCESS -> verifier.verifyAccessToken(token, TRIGGER);
      case DELEGATION -> verifier.verifyDelegationToken(token, TRUST_DOMAIN);
      case DOWNSTREAM -> verifier.verifyDownstreamToken(token, FLEET);
      case SERVICE -> verifier.verifyServiceToken(token, SELF);
      case CLIENT_ASSERTION -> throw new IllegalArgumentException("kind: " + kind);
    };
  }

  public static AccessClaims accessClaims() {
    return new AccessClaims(
        new Subject("user-ada"),
        new TenantId("alice"),
        "locum-cli",
        TRIGGER,
        Set.of("rider", "viewer"),
        new SessionId("session-1"));
  }

  public static DelegationClaims delegationClaims() {
    return new DelegationClaims(
        new DelegationId("delegation-1"),
        new Subject("user-ada"),
        TRUST_DOMAIN,
        ActionSet.ofNames("fleet.reserve", "fleet.release", "billing.charge"),
        new WorkloadId("trigger"),
        new WorkflowScope(
            new TenantId("alice"),
            "default",
            "TripWorkflow",
            "trip-1",
            List.of("queue-alice", "queue-alice-slow")),
        new StatusReference(7, 3));
  }

  public static DownstreamClaims downstreamClaims() {
    return new DownstreamClaims(
        new DelegationId("delegation-1"),
        new Subject("user-ada"),
        new TenantId("alice"),
        FLEET,
        ActionSet.ofNames("fleet.reserve"),
        Actor.of(new WorkloadId("trigger")).then(new WorkloadId("alice-worker")),
        "trip-1");
  }

  public static ServiceClaims serviceClaims() {
    return new ServiceClaims(new WorkloadId("alice-worker"), SELF);
  }
}
