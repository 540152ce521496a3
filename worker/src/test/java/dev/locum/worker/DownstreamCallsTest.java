package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.token.Audience;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.worker.context.HttpCall;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.DownstreamMode;
import dev.locum.worker.downstream.TokenPlacement;
import dev.locum.worker.fixture.FakeAuthService.Compensated;
import dev.locum.worker.fixture.FakeDownstream;
import dev.locum.worker.fixture.FakeDownstream.Seen;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.Trips.TripActivities;
import dev.locum.worker.fixture.Trips.TripWorkflow;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.TestLayers;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call to a downstream carries, by mode, and what never leaves the worker. */
@Timeout(120)
final class DownstreamCallsTest {

  private WorkerWorld world;
  private FakeDownstream service;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
    service = FakeDownstream.start();
  }

  @AfterEach
  void stop() {
    world.close();
    service.close();
  }

  /**
   * S3-37: unset is the safest mode. S3-43, S3-46, S3-48: a token for this service and action
   * alone.
   */
  @Test
  void exchange_byDefault_carriesATokenForThisServiceAlone() {
    Trip trip = run(fleet().build(), DownstreamCallsTest::call);

    Seen call = service.seen().get(0);
    assertThat(call.header("authorization")).hasSize(1);
    VerifiedDownstreamToken token = downstreamToken(call.bearer(), "fleet");
    DownstreamClaims claims = token.claims();
    assertThat(claims.actions().toScope()).isEqualTo("fleet.reserve");
    assertThat(claims.subject().value()).isEqualTo("user-ada");
    assertThat(claims.tenant().value()).isEqualTo("alice");
    assertThat(token.life().duration()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(call.toString()).as("S3-48").doesNotContain(trip.token().reveal());
    assertThat(call.header("txn-token")).isEmpty();
    assertThat(call.header("x-forwarded-user")).isEmpty();
  }

  /** S3-51: one exchange per run, downstream and action while the token lives. */
  @Test
  void exchange_ofTheSameAction_isReusedWhileTheTokenLives() {
    run(
        fleet().build(),
        () -> {
          call();
          call();
          world.clock().advance(Duration.ofSeconds(56));
          return call();
        });

    assertThat(world.authService().count("Exchange")).isEqualTo(2);
    List<Seen> seen = service.seen();
    assertThat(seen.get(0).bearer()).isEqualTo(seen.get(1).bearer());
    assertThat(seen.get(2).bearer()).isNotEqualTo(seen.get(0).bearer());
  }

  /** S3-47: a fresh ticket per service, each before its call, in order. */
  @Test
  void exchange_withTwoServices_asksForEachBeforeItsCall() {
    Downstream billing =
        Downstream.grpc("billing", service.channel())
            .action(FakeDownstream.CALL, "billing.charge")
            .build();
    run(
        builder -> builder.downstream(fleet().build()).downstream(billing),
        () -> {
          call();
          return HealthGrpc.newBlockingStub(LocumContext.current().grpc("billing"))
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
              .name();
        });

    assertThat(world.authService().questions().stream().filter(q -> q.startsWith("Exchange")))
        .containsExactly("Exchange fleet [fleet.reserve]", "Exchange billing [billing.charge]");
    downstreamToken(service.seen().get(0).bearer(), "fleet");
    downstreamToken(service.seen().get(1).bearer(), "billing");
    assertThat(
            world
                .authService()
                .issuer()
                .verifier()
                .verifyDownstreamToken(
                    RawToken.of(service.seen().get(0).bearer()), new Audience("billing")))
        .as("S3-44")
        .isInstanceOf(Verification.Rejected.class);
  }

  /** S3-38: the identical token. S3-41: no call to the auth service for it. */
  @Test
  void forward_ofAMappedActivity_carriesTheIdenticalTokenWithoutAsking() {
    Downstream fleet = fleet().mode(DownstreamMode.FORWARD).internal().build();
    Trip trip =
        run(
            fleet,
            () -> {
              call();
              long before = asked();
              call();
              call();
              assertThat(asked()).isEqualTo(before);
              return "done";
            });

    Seen call = service.seen().get(0);
    assertThat(call.header("txn-token")).containsExactly(trip.token().reveal());
    assertThat(serviceToken(call.bearer(), "fleet")).isEqualTo("alice-worker");
    assertThat(world.authService().count("Exchange")).isZero();
  }

  /** S3-52: slice is forwarding; the service enforces its own. */
  @Test
  void slice_always_carriesTheIdenticalToken() {
    Downstream fleet = fleet().mode(DownstreamMode.SLICE).internal().build();

    Trip trip = run(fleet, DownstreamCallsTest::call);

    assertThat(service.seen().get(0).header("txn-token")).containsExactly(trip.token().reveal());
    assertThat(world.authService().count("Exchange")).as("S3-53").isZero();
  }

  /** S3-40: a delegation token for outsiders is a start-up error. */
  @Test
  void forward_toAnExternalService_isRefusedAtStartUp() {
    for (DownstreamMode mode : List.of(DownstreamMode.FORWARD, DownstreamMode.SLICE)) {
      assertThatThrownBy(() -> fleet().mode(mode).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("fleet")
          .hasMessageContaining("EXCHANGE");
    }
  }

  /** S2-13, S2-14, S2-15: the worker's own token, and exactly two forwarded headers, once each. */
  @Test
  void onBehalf_always_carriesTheServiceTokenAndTheIdsOnce() {
    Trip trip = run(fleet().mode(DownstreamMode.ON_BEHALF).build(), DownstreamCallsTest::call);

    Seen call = service.seen().get(0);
    assertThat(serviceToken(call.bearer(), "fleet")).isEqualTo("alice-worker");
    assertThat(call.header("x-forwarded-user")).containsExactly("user-ada");
    assertThat(call.header("x-forwarded-tenant")).containsExactly("alice");
    assertThat(call.header("x-locum-delegation")).containsExactly(trip.delegation());
    assertThat(call.header("x-locum-workflow-id")).containsExactly(trip.id());
    assertThat(call.headers().toString()).as("S2-13").doesNotContain(trip.token().reveal());
  }

  /** S2-15: what an activity puts there itself does not count, and stays single. */
  @Test
  void onBehalf_withHeadersOfTheActivity_replacesThem() {
    run(
        fleet().mode(DownstreamMode.ON_BEHALF).build(),
        () -> {
          Metadata forged = new Metadata();
          forged.put(CallHeaders.FORWARDED_USER, "user-eve");
          forged.put(CallHeaders.AUTHORIZATION, "Bearer x");
          return HealthGrpc.newBlockingStub(LocumContext.current().grpc("fleet"))
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(forged))
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
              .name();
        });

    Seen call = service.seen().get(0);
    assertThat(call.header("x-forwarded-user")).containsExactly("user-ada");
    assertThat(call.header("authorization")).hasSize(1);
    assertThat(serviceToken(call.bearer(), "fleet")).isEqualTo("alice-worker");
  }

  /** S2-16: service tokens are short-lived: another one after its life. */
  @Test
  void onBehalf_afterTheLifeOfTheToken_carriesAnother() {
    run(
        fleet().mode(DownstreamMode.ON_BEHALF).build(),
        () -> {
          call();
          world.clock().advance(Duration.ofMinutes(6));
          return call();
        });

    List<Seen> seen = service.seen();
    assertThat(seen.get(0).bearer()).isNotEqualTo(seen.get(1).bearer());
  }

  /** S3-15: an action that the user did not allow never reaches the wire. */
  @Test
  void callOfAnActionThatWasNotGranted_always_isRefusedBeforeTheWire() {
    Downstream fleet =
        Downstream.grpc("fleet", service.channel())
            .action(FakeDownstream.CALL, "fleet.scrap")
            .build();

    assertRefused(builder -> builder.downstream(fleet), "locum.ACTION_NOT_ALLOWED");
    assertThat(world.authService().count("Exchange")).isZero();
  }

  /** S3-15: neither does a method whose action nobody declared. */
  @Test
  void callOfAMethodWithoutAction_always_isRefusedBeforeTheWire() {
    Downstream fleet =
        Downstream.grpc("fleet", service.channel())
            .action(FakeDownstream.OTHER, "fleet.reserve")
            .build();

    assertRefused(builder -> builder.downstream(fleet), "locum.ACTION_NOT_ALLOWED");
  }

  /** The negative control of the test before last: without the layer the call would leave. */
  @Test
  void callOfAnActionThatWasNotGranted_withoutItsLayer_leaves() {
    Downstream fleet =
        Downstream.grpc("fleet", service.channel())
            .action(FakeDownstream.CALL, "fleet.scrap")
            .build();

    run(
        builder -> TestPlugins.layers(builder, TestLayers.without(Layer.ACTION)).downstream(fleet),
        DownstreamCallsTest::call);

    assertThat(service.seen()).hasSize(1);
  }

  /** S3-15: an activity whose own action was not granted does not even begin. */
  @Test
  void activityWhoseActionWasNotGranted_always_doesNotBegin() {
    assertRefused(
        builder -> builder.activity("ReserveVehicle", "fleet.scrap").downstream(fleet().build()),
        "locum.ACTION_NOT_ALLOWED");
  }

  /**
   * A forward step is on record before it is taken, whether the activity declares it or the call
   * does.
   */
  @Test
  void forwardStep_always_isRecordedBeforeTheCall() {
    Trip trip = run(fleet().build(), DownstreamCallsTest::call);

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
    alice(
        builder ->
            builder
                .activity("ReserveVehicle", "fleet.reserve")
                .activity("ReleaseVehicle", "fleet.release"),
        Saga.class,
        new Calling(() -> {
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
    alice(
        builder ->
            builder
                .activity("ReserveVehicle", "fleet.reserve")
                .activity("ReleaseVehicle", "fleet.release"),
        Saga.class,
        new Calling(() -> {
          world.authService().revoke(trip.delegation());
          world.clock().advance(Duration.ofHours(1));
          return "reserved";
        }));
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class))
        .isEqualTo("step refused: locum.DELEGATION_REJECTED, released");
  }

  /** S2-02, S3-36: over HTTP, in the header. */
  @Test
  void http_byDefault_carriesTheTokenInTheHeader() {
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /tabs/{}/charges", "billing.charge")
            .build();

    run(
        builder -> builder.downstream(billing),
        () ->
            LocumContext.current()
                .http("billing")
                .send(HttpCall.post("/tabs/7/charges?dry=1", "{\"cents\":5}"))
                .body());

    Seen call = service.seen().get(0);
    assertThat(call.method()).isEqualTo("POST /tabs/7/charges?dry=1");
    assertThat(call.body()).isEqualTo("{\"cents\":5}");
    assertThat(downstreamToken(call.bearer(), "billing").claims().actions().toScope())
        .isEqualTo("billing.charge");
  }

  /**
   * S3-36: both placements: in the payload, over HTTP and gRPC; what the activity wrote there is
   * replaced.
   */
  @Test
  void payloadPlacement_always_carriesTheTokenInTheField() {
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /charges", "billing.charge")
            .placement(new TokenPlacement.InPayload("ticket"))
            .build();
    Downstream fleet = fleet().placement(new TokenPlacement.InPayload("service")).build();

    run(
        builder -> builder.downstream(billing).downstream(fleet),
        () -> {
          LocumContext.current()
              .http("billing")
              .send(HttpCall.post("/charges", "{\"ticket\":\"mine\",\"cents\":5}"));
          return call();
        });

    Seen overHttp = service.seen().get(0);
    assertThat(overHttp.header("authorization")).isEmpty();
    assertThat(overHttp.body()).contains("\"cents\":5").doesNotContain("mine");
    String token = overHttp.body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
    downstreamToken(token, "billing");
    Seen overGrpc = service.seen().get(1);
    assertThat(overGrpc.header("authorization")).isEmpty();
    downstreamToken(overGrpc.body(), "fleet");
  }

  @Test
  void httpPathWithoutAction_always_isRefusedBeforeTheWire() {
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /charges", "billing.charge")
            .build();

    assertRefused(
        builder -> builder.downstream(billing),
        () -> LocumContext.current().http("billing").send(HttpCall.get("/charges")).body(),
        "locum.ACTION_NOT_ALLOWED");
  }

  /** S2-04, S2-16: no token of ours is in the history but the delegation token in its headers. */
  @Test
  void history_always_holdsNoTokenButTheDelegationInItsHeaders() {
    Trip trip = run(fleet().mode(DownstreamMode.ON_BEHALF).build(), DownstreamCallsTest::call);

    String history =
        trip.history().toString().replace(trip.token().reveal(), "THE-DELEGATION-TOKEN");
    assertThat(history).doesNotContain("eyJ");
    assertThat(service.seen()).hasSize(1);
  }

  private long asked() {
    return world.authService().questions().stream().filter(q -> !q.startsWith("Close")).count();
  }

  private Downstream.Builder fleet() {
    return Downstream.grpc("fleet", service.channel()).action(FakeDownstream.CALL, "fleet.reserve");
  }

  private static String call() {
    return HealthGrpc.newBlockingStub(LocumContext.current().grpc("fleet"))
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus()
        .name();
  }

  private VerifiedDownstreamToken downstreamToken(String text, String audience) {
    return world
        .authService()
        .issuer()
        .verifier()
        .verifyDownstreamToken(RawToken.of(text), new Audience(audience))
        .orElseThrow();
  }

  private String serviceToken(String text, String audience) {
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

  private Trip run(Downstream downstream, Callable<String> body) {
    return run(builder -> builder.downstream(downstream), body);
  }

  /** Runs a workflow whose one activity, mapped to fleet.reserve, has this body. */
  private Trip run(UnaryOperator<LocumPlugin.Builder> configuring, Callable<String> body) {
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

  private void assertRefused(UnaryOperator<LocumPlugin.Builder> configuring, String type) {
    assertRefused(configuring, DownstreamCallsTest::call, type);
  }

  private void assertRefused(
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

  private void alice(
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
  private static final class Calling implements TripActivities {

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
