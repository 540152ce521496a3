package dev.locum.benchmarks;

import com.google.protobuf.Empty;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import io.grpc.Metadata;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A call through the whole chain of contract authorization, next to the same call to a bare server;
 * what the chain costs is the difference. The identity is cached, the audit sink is memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AuthorizeCall {

  private static final Audience SHOP = new Audience("shop");
  private static final String SCOPE = "shop.buy";

  private static final TrustedWorkload WORKER =
      TrustedWorkload.of(new WorkloadId("worker")).withActions(ActionSet.ofNames(SCOPE));

  /** How many services of ten methods the server has; a call must not notice. */
  @Param({"1", "200"})
  public int services;

  // A real clock costs as much as the rest of a cached check, and in production it is one.
  private final Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private final Issuer issuer = new Issuer("https://worker.example");
  private final Metadata marked = headers("x-marker", "worker");
  private Metadata signed = new Metadata();
  private Metadata user = new Metadata();
  private @Nullable CallSite bare;
  private @Nullable CallSite secured;

  /** Starts both servers. */
  @Setup
  public void start() {
    bare = CallSite.bare(services);
    secured = CallSite.secured(services, rules(), clock);
  }

  /** A token outlives an iteration, and is then another one that must be verified once. */
  @Setup(Level.Iteration)
  public void sign() {
    signed = headers(SignedTokenTrust.DEFAULT_HEADER, token(SignedTokenTrust.TYPE));
    user = headers("authorization", "Bearer " + token(JwtIssuer.ACCESS_TOKEN));
  }

  /** Ends both servers. */
  @TearDown
  public void stop() {
    bare().close();
    secured().close();
  }

  /** A bare server. */
  @Benchmark
  public Empty bareServer() {
    return bare().internal(signed);
  }

  /** A public method: headers are taken out, nothing else. */
  @Benchmark
  public Empty open() {
    return secured().open(signed);
  }

  /** An internal method and a trust source that compares one header. */
  @Benchmark
  public Empty marker() {
    return secured().internal(marked);
  }

  /** An internal method and a token that the caller signed. */
  @Benchmark
  public Empty signedToken() {
    return secured().internal(signed);
  }

  /** A gated method and a user's token. */
  @Benchmark
  public Empty userToken() {
    return secured().gated(user);
  }

  private CallSite bare() {
    return Objects.requireNonNull(bare);
  }

  private CallSite secured() {
    return Objects.requireNonNull(secured);
  }

  private CallerRules.Builder rules() {
    IssuerKeys keys = IssuerKeys.fixed(PublicKeys.of(key.verificationKey()));
    CryptoProviders providers = CryptoProviders.choose();
    JwtVerifier.Timing timing = JwtVerifier.Timing.of(clock);
    VerificationCache cache = VerificationCache.create(clock);
    return CallerAuthenticator.builder()
        .self(SHOP)
        .trustSource(
            TrustSource.of(
                "marker",
                Set.of("x-marker"),
                evidence -> evidence.header("x-marker").map(said -> TrustMarker.of(WORKER, said))))
        .trustSource(
            SignedTokenTrust.builder(SHOP, providers, timing)
                .trust(issuer, keys, WORKER)
                .verificationCache(cache)
                .build())
        .userTokens(
            UserTokens.of(JwtVerifier.of(List.of(JwtIssuer.of(issuer, keys)), providers, timing)))
        .verificationCache(cache);
  }

  private String token(String type) {
    long now = clock.instant().getEpochSecond();
    return new JoseTokenSigner(key, CryptoProviders.choose())
        .sign(
            type,
            Map.of(
                "iss",
                issuer.value(),
                "sub",
                "worker",
                "aud",
                SHOP.value(),
                "jti",
                "id-" + System.nanoTime(),
                "scope",
                SCOPE,
                "iat",
                now,
                "exp",
                now + 300))
        .reveal();
  }

  private static Metadata headers(String name, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return headers;
  }
}
