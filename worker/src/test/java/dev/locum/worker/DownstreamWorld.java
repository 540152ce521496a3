package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.fixture.FakeDownstream;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.Trips.TripActivities;
import dev.locum.worker.fixture.Trips.TripWorkflow;
import dev.locum.worker.fixture.WorkerWorld;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** A worker that calls a downstream, and what came there. */
final class DownstreamWorld implements AutoCloseable {

  private final WorkerWorld world;
  private final FakeDownstream service;

  private DownstreamWorld(WorkerWorld world, FakeDownstream service) {
    this.world = world;
    this.service = service;
  }

  static DownstreamWorld start() throws Exception {
    return new DownstreamWorld(WorkerWorld.start(), FakeDownstream.start());
  }

  WorkerWorld world() {
    return world;
  }

  FakeDownstream service() {
    return service;
  }

  @Override
  public void close() {
    world.close();
    service.close();
  }

  /** How often the auth service was asked anything but to close. */
  long asked() {
    return world.authService().questions().stream().filter(q -> !q.startsWith("Close")).count();
  }

  /** A downstream whose one call takes fleet.reserve. */
  Downstream.Builder fleet() {
    return Downstream.grpc("fleet", service.channel()).action(FakeDownstream.CALL, "fleet.reserve");
  }

  /** Calls fleet, from within an activity. */
  static String call() {
    return HealthGrpc.newBlockingStub(LocumContext.current().grpc("fleet"))
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus()
        .name();
  }

  /** The token, which must be one for this audience. */
  VerifiedDownstreamToken downstreamToken(String text, String audience) {
    return world
        .authService()
        .issuer()
        .verifier()
        .verifyDownstreamToken(RawToken.of(text), new Audience(audience))
        .orElseThrow();
  }

  /** Whose service token it is. */
  String serviceToken(String text, String audience) {
    return world
        .authService()
        .issuer()
        .verifier()
        .verifyServiceToken(RawToken.of(text), new Audience(audience))
        .orElseThrow()
        .claims()
        .workload()
        .value();
  }

  Trip run(Downstream downstream, Callable<String> body) {
    return run(builder -> builder.downstream(downstream), body);
  }

  /** Runs a workflow whose one activity, mapped to fleet.reserve, has this body. */
  Trip run(UnaryOperator<LocumPlugin.Builder> configuring, Callable<String> body) {
    alice(
        builder -> configuring.apply(builder).activity("ReserveVehicle", "fleet.reserve"),
        Reserving.class,
        new Calling(body));
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();
    stub.getResult(String.class);
    return trip;
  }

  void assertRefused(UnaryOperator<LocumPlugin.Builder> configuring, String type) {
    assertRefused(configuring, DownstreamWorld::call, type);
  }

  void assertRefused(
      UnaryOperator<LocumPlugin.Builder> configuring, Callable<String> body, String type) {
    alice(configuring, Reserving.class, new Calling(body));
    WorkflowStub stub = world.trip().stub();

    stub.start();

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(type);
              assertThat(failure.isNonRetryable()).isTrue();
            });
    assertThat(service.seen()).as("what reached the wire").isEmpty();
  }

  void alice(
      UnaryOperator<LocumPlugin.Builder> configuring,
      Class<? extends TripWorkflow> workflow,
      TripActivities activities) {
    world.alice(
        configuring,
        worker -> {
          worker.registerWorkflowImplementationTypes(workflow);
          worker.registerActivitiesImplementations(activities);
        });
  }

  /** One activity. */
  public static final class Reserving implements TripWorkflow {
    @Override
    public String run() {
      return Workflow.newActivityStub(TripActivities.class, Trips.activityOptions()).reserve();
    }
  }

  /** Reserves, tries another step, and releases when it is refused. */
  public static final class Saga implements TripWorkflow {
    @Override
    public String run() {
      TripActivities activities =
          Workflow.newActivityStub(TripActivities.class, Trips.activityOptions());
      activities.reserve();
      try {
        activities.step("more");
        return "not refused";
      } catch (ActivityFailure e) {
        String type =
            e.getCause() instanceof ApplicationFailure failure ? failure.getType() : "none";
        return "step refused: " + type + ", " + activities.release();
      }
    }
  }

  /** Reserving runs the test's code. */
  static final class Calling implements TripActivities {

    private final Callable<String> body;

    Calling(Callable<String> body) {
      this.body = body;
    }

    @Override
    public String step(String name) {
      return name;
    }

    @Override
    public String reserve() {
      try {
        return body.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String release() {
      return "released";
    }
  }
}
