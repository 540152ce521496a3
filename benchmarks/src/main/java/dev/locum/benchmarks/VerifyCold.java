package dev.locum.benchmarks;

import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.jose.SigningAlgorithm;
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
 * A delegation token verified from its text on: bounds, header, signature, claims, life. Nothing is
 * cached.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VerifyCold {

  @Param SigningAlgorithm algorithm = SigningAlgorithm.ES256;
  @Param Crypto crypto = Crypto.NATIVE;

  private Site site = new Site(SigningAlgorithm.ES256, Crypto.JDK.providers());
  private RawToken token = RawToken.of("not set up");

  /** Makes the token. */
  @Setup
  public void issue() {
    site = crypto.site(algorithm);
    token = site.delegation().token();
  }

  /** Verifies it. */
  @Benchmark
  public Verification<VerifiedDelegationToken> verify() {
    return site.verifier().verifyDelegationToken(token, Site.TRUST_DOMAIN);
  }
}
