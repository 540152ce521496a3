package dev.locum.benchmarks;

import dev.locum.policy.Compensation;
import dev.locum.policy.CompensationRule;
import dev.locum.policy.Decision;
import dev.locum.policy.DelegationStanding;
import dev.locum.policy.DelegationState;
import dev.locum.policy.PermittedActions;
import dev.locum.token.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whether a delegation permits an action now, by its record: what the auth service decides each
 * time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Decide {

  private final Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final Action action = new Action("fleet.release");
  private final DelegationStanding standing =
      new DelegationStanding(
          DelegationState.ACTIVE,
          now.plus(Duration.ofHours(1)),
          now.plus(Duration.ofHours(2)),
          Site.ACTIONS,
          List.of(
              compensation("fleet.release", "fleet.reserve"),
              compensation("trip.cancel", "trip.record"),
              compensation("billing.void", "billing.open"),
              compensation("billing.refund", "billing.charge")),
          Set.of(new Action("fleet.reserve"), new Action("trip.record")));

  /** Decides. */
  @Benchmark
  public Decision<PermittedActions> decide() {
    return CompensationRule.decide(standing, action, now);
  }

  private static Compensation compensation(String action, String undoes) {
    return new Compensation(new Action(action), new Action(undoes));
  }
}
