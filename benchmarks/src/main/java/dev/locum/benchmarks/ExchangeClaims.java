package dev.locum.benchmarks;

import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.attenuation.Attenuation;
import dev.locum.token.attenuation.Delegations;
import dev.locum.token.attenuation.ExchangeTarget;
import dev.locum.token.jose.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
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
 * A delegation token exchanged for a downstream token, without the network and the record in the
 * store.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ExchangeClaims {

  private static final WorkloadId WORKER = new WorkloadId("alice-worker");
  private static final ActionSet ACTIONS = ActionSet.ofNames("fleet.reserve");
  private static final ExchangeTarget FLEET =
      new ExchangeTarget(
          new Audience("fleet"), ActionSet.ofNames("fleet.reserve", "fleet.release"));

  @Param Crypto crypto = Crypto.NATIVE;

  private Site site = new Site(SigningAlgorithm.ES256, Crypto.JDK.providers());
  private RawToken token = site.delegation().token();
  private VerifiedDelegationToken verified = site.verifiedDelegation();
  private Instant limit = site.limit();

  /** Makes the delegation. */
  @Setup
  public void delegate() {
    site = crypto.site(SigningAlgorithm.ES256);
    token = site.delegation().token();
    verified = site.verifiedDelegation();
    limit = site.limit();
  }

  /** What may be derived, and nothing else. */
  @Benchmark
  public Attenuation<DownstreamClaims> narrow() {
    return Delegations.exchange(verified, FLEET, ACTIONS, WORKER, limit);
  }

  /** The whole: the delegation token verified, narrowed, the downstream token issued. */
  @Benchmark
  public IssuedToken exchange() {
    VerifiedDelegationToken parent =
        site.verifier().verifyDelegationToken(token, Site.TRUST_DOMAIN).orElseThrow();
    Attenuation.Narrowed<DownstreamClaims> narrowed =
        Delegations.exchange(parent, FLEET, ACTIONS, WORKER, limit).orElseThrow();
    return site.issuer()
        .issueDownstreamToken(narrowed.claims(), Duration.ofSeconds(60), narrowed.limit());
  }
}
