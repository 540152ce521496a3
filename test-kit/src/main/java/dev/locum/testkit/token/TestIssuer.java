package dev.locum.testkit.token;

import dev.locum.testkit.time.TestClock;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.TokenId;
import dev.locum.token.TokenVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An issuer with a real key. Its drafts are valid until a test states a difference:
 *
 * <pre>{@code
 * TestIssuer issuer = TestIssuer.at(clock);
 * issuer.accessToken().issue();                                  // valid, of Ada
 * issuer.accessToken().expired().issue();
 * issuer.delegationToken().taskQueues("queue-bob").issue();
 * issuer.downstreamToken().with("aud", List.of("fleet")).issue(); // a claim of the wrong type
 * }</pre>
 */
public final class TestIssuer {

  /** The {@code iss} of its tokens. */
  public static final Issuer ISSUER = new Issuer("https://auth.example:7421");

  /** The audience of access tokens. */
  public static final Audience TRIGGER = new Audience("locum-trigger");

  /** The audience of delegation tokens. */
  public static final Audience TRUST_DOMAIN = new Audience("locum");

  /** The audience of service tokens for the auth service. */
  public static final Audience AUTH_SERVICE = new Audience(ISSUER.value());

  private final Clock clock;
  private final CryptoProviders providers;
  private final SigningKey key;
  private final AtomicInteger ids = new AtomicInteger();

  private TestIssuer(Clock clock, CryptoProviders providers, SigningKey key) {
    this.clock = clock;
    this.providers = providers;
    this.key = key;
  }

  /** An issuer at {@link TestClock#NOON}, with a fresh ES256 key. */
  public static TestIssuer atNoon() {
    return at(TestClock.atNoon());
  }

  /** An issuer by this clock, with a fresh ES256 key. */
  public static TestIssuer at(Clock clock) {
    return new TestIssuer(
        clock, CryptoProviders.choose(), SigningKey.generate(SigningAlgorithm.ES256));
  }

  /** Another issuer with the same name and clock, and a key that nobody knows: a forger. */
  public TestIssuer forger() {
    return new TestIssuer(clock, providers, SigningKey.generate(SigningAlgorithm.ES256));
  }

  /** A valid access token of Ada, rider in tenant alice. */
  public AccessTokenDraft accessToken() {
    return new AccessTokenDraft(this);
  }

  /** A valid delegation token of Ada's trip on queue-alice. */
  public DelegationTokenDraft delegationToken() {
    return new DelegationTokenDraft(this);
  }

  /** A valid downstream token for fleet, of the same trip. */
  public DownstreamTokenDraft downstreamToken() {
    return new DownstreamTokenDraft(this);
  }

  /** A valid service token of alice-worker for the auth service. */
  public ServiceTokenDraft serviceToken() {
    return new ServiceTokenDraft(this);
  }

  /** A verifier that trusts this issuer only and reads the same clock, without skew. */
  public TokenVerifier verifier() {
    return TokenVerifier.builder()
        .issuer(ISSUER)
        .signatures(new JoseSignatureVerifier(keys(), providers))
        .clock(clock)
        .skew(Duration.ZERO)
        .build();
  }

  /** Its public key as a source. */
  public KeySource keys() {
    return KeySource.fixed(publicKeys());
  }

  /** Its public key as a set; {@code toJwks()} is the document. */
  public PublicKeys publicKeys() {
    return PublicKeys.of(key.verificationKey());
  }

  public SigningKey key() {
    return key;
  }

  public Clock clock() {
    return clock;
  }

  CryptoProviders providers() {
    return providers;
  }

  TokenId nextId() {
    return new TokenId("test-jti-" + ids.incrementAndGet());
  }
}
