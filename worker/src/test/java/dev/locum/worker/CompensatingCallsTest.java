package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.worker.fixture.FakeAuthService.Compensated;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.WorkerWorld;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was done is on record, and after revocation it can be undone and nothing else. */
@Timeout(120)
final class CompensatingCallsTest {

  private DownstreamWorld calls;
  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    calls = DownstreamWorld.start();
    world = calls.world();
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  /**
   * A forward step is on record before it is taken, whether the activity declares it or the call
   * does.
   */
  @Test
  void forwardStep_always_isRecordedBeforeTheCall() {
    Trip trip = calls.run(calls.fleet().build(), DownstreamWorld::call);

    List<String> questions = world.authService().questions();
    assertThat(questions.indexOf("Verify ReserveVehicle fleet.reserve"))
        .isPositive()
        .isLessThan(questions.indexOf("Exchange fleet [fleet.reserve]"));
    assertThat(world.authService().recorded(trip.delegation())).containsExactly("fleet.reserve");
  }

  /** After revocation: nothing forward, but what was done can be undone (design: compensations). */
  @Test
  void revocationInTheMiddle_always_leavesOnlyCompensations() {
    world.authService().answersAreValidFor(Duration.ZERO);
    Trip trip = world.trip(new Compensated("fleet.release", "fleet.reserve"));
    calls.alice(
        builder ->
            builder
                .activity("ReserveVehicle", "fleet.reserve")
                .activity("ReleaseVehicle", "fleet.release"),
        DownstreamWorld.Saga.class,
        new DownstreamWorld.Calling(() -> {
          world.authService().revoke(trip.delegation());
          return "reserved";
        }));
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class))
        .isEqualTo("step refused: locum.DELEGATION_REJECTED, released");
  }

  /** After revocation and with an expired token, which nobody renews any more: still. */
  @Test
  void revocationAndExpiry_always_leaveOnlyCompensations() {
    world.authService().answersAreValidFor(Duration.ZERO);
    Trip trip = world.trip(new Compensated("fleet.release", "fleet.reserve"));
    calls.alice(
        builder ->
            builder
                .activity("ReserveVehicle", "fleet.reserve")
                .activity("ReleaseVehicle", "fleet.release"),
        DownstreamWorld.Saga.class,
        new DownstreamWorld.Calling(() -> {
          world.authService().revoke(trip.delegation());
          world.clock().advance(Duration.ofHours(1));
          return "reserved";
        }));
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class))
        .isEqualTo("step refused: locum.DELEGATION_REJECTED, released");
  }
}
