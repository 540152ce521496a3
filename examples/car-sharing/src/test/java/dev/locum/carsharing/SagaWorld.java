package dev.locum.carsharing;

import dev.locum.carsharing.event.TripCompleted;
import dev.locum.carsharing.event.TripEvents;
import dev.locum.carsharing.event.TripReactor;
import dev.locum.carsharing.saga.BookingActivities;
import dev.locum.carsharing.saga.TripSaga;
import dev.locum.carsharing.saga.TripWorkflow;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.worker.testing.LocumTestContext;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The saga on a Temporal test server, its activities in the context of Ada, its services those of
 * {@link TestServices}.
 */
final class SagaWorld implements AutoCloseable {

  private static final String QUEUE = "queue-alice";

  final TestServices services;

  private final boolean forwardsDelegation;
  final List<TripCompleted> completed = new CopyOnWriteArrayList<>();

  /** Activity types that fail for good. */
  final Set<String> hopeless = ConcurrentHashMap.newKeySet();

  final TestWorkflowEnvironment temporal;

  SagaWorld(TripReactor... more) {
    this(new TestServices(), false, more);
  }

  /**
   * A worker that forwards the delegation token itself, in its own header, instead of showing a
   * token in {@code authorization}.
   */
  static SagaWorld forwarding(CallerMode... accepted) {
    return new SagaWorld(new TestServices(accepted), true);
  }

  private SagaWorld(TestServices services, boolean forwardsDelegation, TripReactor... more) {
    this.services = services;
    this.forwardsDelegation = forwardsDelegation;
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new ContextInterceptor())
                        .build())
                .build());
    Worker worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(TripSaga.class);
    List<TripReactor> reactors = new CopyOnWriteArrayList<>(more);
    reactors.add(completed::add);
    worker.registerActivitiesImplementations(new BookingActivities(new TripEvents(reactors)));
    temporal.start();
  }

  TripWorkflow trip(String id) {
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            TripWorkflow.class,
            WorkflowOptions.newBuilder().setTaskQueue(QUEUE).setWorkflowId(id).build());
  }

  WorkflowClient client() {
    return temporal.getWorkflowClient();
  }

  @Override
  public void close() {
    temporal.close();
    services.close();
  }

  private final class ContextInterceptor extends WorkerInterceptorBase {

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
      return new InContext(next);
    }
  }

  private final class InContext extends ActivityInboundCallsInterceptorBase {

    private String trip = "";
    private String type = "";

    InContext(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      trip = Objects.requireNonNull(context.getInfo().getWorkflowId());
      type = context.getInfo().getActivityType();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      if (hopeless.contains(type)) {
        throw ApplicationFailure.newNonRetryableFailure("hopeless", "Hopeless");
      }
      LocumTestContext context = LocumTestContext.of("user-ada", "alice");
      for (String service : List.of("fleet", "trip", "billing")) {
        context.grpc(
            service,
            forwardsDelegation
                ? services.forwarding(service, trip)
                : services.channel(service, "user-ada", "alice", trip));
      }
      try {
        return context.call(() -> super.execute(input));
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
