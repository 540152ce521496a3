package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.saga.TripRequest;
import dev.locum.grpcauthz.caller.CallerMode;
import io.temporal.client.WorkflowFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lets a worker in is its marker, and no user's credential. */
@Timeout(120)
class WorkerMarkerTest {

  /** S4-04: activities of a real worker call without any Authorization header. */
  @Test
  void record_andEnd_withoutAuthorization_areAcceptedByTheMarker() {
    try (SagaWorld world = SagaWorld.forwarding(CallerMode.FORWARD)) {
      assertThat(world.trip("t1").run(new TripRequest("car-1", 1)).status()).isEqualTo("SETTLED");

      for (String method : new String[] {"RecordTrip", "EndTrip"}) {
        assertThat(world.services.received.of(method))
            .isNotEmpty()
            .allSatisfy(call ->
                assertThat(call.headers()).contains("txn-token").doesNotContain("authorization"));
      }
    }
  }

  /** S4-04: thanks to the marker alone: where it is not believed, the same worker is refused. */
  @Test
  void record_markerNotBelieved_isRefused() {
    try (SagaWorld world = SagaWorld.forwarding(CallerMode.EXCHANGE)) {
      assertThatThrownBy(() -> world.trip("t1").run(new TripRequest("car-1", 1)))
          .isInstanceOf(WorkflowFailedException.class);

      assertThat(world.services.received.of("ReserveVehicle")).isNotEmpty();
      assertThat(world.services.faults.calls()).isEmpty();
    }
  }
}
