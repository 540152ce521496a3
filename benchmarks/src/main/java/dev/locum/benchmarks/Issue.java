package dev.locum.benchmarks;

import dev.locum.token.DelegationClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.jose.SigningAlgorithm;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A delegation token issued from its claims: life, JSON, signature. Without the record in the
 * store.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Issue {

  @Param SigningAlgorithm algorithm = SigningAlgorithm.ES256;
  @Param Crypto crypto = Crypto.NATIVE;

  private final DelegationClaims claims = Site.claims();
  private Site site = new Site(SigningAlgorithm.ES256, Crypto.JDK.providers());

  /** Makes the key. */
  @Setup
  public void generate() {
    site = crypto.site(algorithm);
  }

  /** Issues a token. */
  @Benchmark
  public IssuedToken issue() {
    return site.issuer().issueDelegationToken(claims, Duration.ofMinutes(5), site.limit());
  }
}
