package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.policy.DelegationState;
import dev.locum.testkit.await.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reconciler outlives what it meets. */
class ReconcilerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private DelegationWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void round_faultWithOneDelegation_looksAfterTheOthers() {
    Issued poisoned = world.issue("key-1");
    Issued other = world.issue("key-2");
    world.poisoned = poisoned.delegation().scope().workflowId();
    world.liveness = OpenWorkflows.Liveness.CLOSED;
    world.logins.clock.advance(DelegationWorld.START_WINDOW.plusSeconds(1));

    world.delegations.reconciler().round();

    assertThat(state(poisoned)).isEqualTo(DelegationState.ISSUED);
    assertThat(state(other)).isEqualTo(DelegationState.ABANDONED);
    assertThat(world.delegations.reconciler().faults()).isEqualTo(1);
  }

  @Test
  void thread_afterFaultsOfEveryKind_goesOn() {
    Issued issued = world.issue("key-1");
    world.logins.clock.advance(DelegationWorld.START_WINDOW.plusSeconds(1));
    world.liveness = OpenWorkflows.Liveness.CLOSED;
    world.poison = new AssertionError("planted");
    world.poisoned = issued.delegation().scope().workflowId();
    try (Reconciler reconciler = world.reconciler(Duration.ofMillis(5))) {
      reconciler.start();
      Await.until("it has met faults", PATIENCE, () -> reconciler.faults() > 3);
      world.poison = new IllegalStateException("planted");
      long before = reconciler.faults();
      Await.until("it has met others", PATIENCE, () -> reconciler.faults() > before + 3);

      world.poisoned = "";

      Await.until("it goes on", PATIENCE, () -> state(issued) == DelegationState.ABANDONED);
    }
  }

  private DelegationState state(Issued issued) {
    return world
        .delegations
        .finding()
        .get(Optional.empty(), new Finding.Name.Id(issued.delegation().id()))
        .delegation()
        .standing()
        .state();
  }
}
