package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.worker.context.Principal;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FirstStepsTest {

  @Test
  void work_underAValidDelegation_runsForItsUser() throws Exception {
    try (WorkerWorld world = WorkerWorld.start()) {
      Trips.Noting activities = new Trips.Noting();
      world.alice(worker -> {
        worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
        worker.registerActivitiesImplementations(activities);
      });
      WorkflowStub trip = world.trip(world.delegation());

      trip.start();

      assertThat(trip.getResult(String.class)).isEqualTo("user-ada@alice");
      assertThat(activities.seen()).containsExactly(new Principal("user-ada", "alice"));
    }
  }
}
