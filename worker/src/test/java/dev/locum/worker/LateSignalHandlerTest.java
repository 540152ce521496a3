package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.WorkerWorld;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals that come before somebody is there who could check them. */
@Timeout(120)
final class LateSignalHandlerTest {

  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /**
   * The SDK hands signals that came before a dynamic handler was registered to it past every
   * interceptor, without their header. They are dropped; named handlers, and dynamic ones that are
   * registered in time, get theirs.
   */
  @Test
  void signalBeforeItsDynamicHandler_always_isDroppedBecauseNobodyCanCheckIt() {
    world.alice(worker -> worker.registerWorkflowImplementationTypes(LateDynamic.class));
    Trip trip = world.trip("LateDynamicFlow");
    WorkflowStub stub = trip.stub();

    stub.signalWithStart("early", new Object[] {"early"}, new Object[0]);
    Await.until("the handler", () -> has(trip, EventType.EVENT_TYPE_TIMER_FIRED));
    stub.signal("late", "late");

    assertThat(stub.getResult(String.class)).isEqualTo("late");
    assertThat(refusals()).containsExactly("CONTEXT_MISSING");
  }

  private List<String> refusals() {
    return world.audit().events(AuditEventType.DELEGATION_VERIFIED).stream()
        .map(AuditEvent::decision)
        .filter(decision -> decision.outcome() == Outcome.REFUSED)
        .map(decision -> decision.reason())
        .toList();
  }

  private static boolean has(Trip trip, EventType type) {
    return trip.history().stream().anyMatch(e -> e.getEventType() == type);
  }

  @WorkflowInterface
  public interface LateDynamicFlow {
    @WorkflowMethod
    String run();
  }

  /** Registers a dynamic handler after a while. */
  public static final class LateDynamic implements LateDynamicFlow {
    private final List<String> heard = new ArrayList<>();

    @Override
    public String run() {
      Workflow.sleep(Duration.ofMillis(100));
      Workflow.registerListener(
          new DynamicSignalHandler() {
            @Override
            public void handle(String signalName, EncodedValues arguments) {
              heard.add(arguments.get(0, String.class));
            }
          });
      Workflow.await(() -> !heard.isEmpty());
      return String.join(",", heard);
    }
  }
}
