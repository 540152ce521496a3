package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.Answers.refused;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.testkit.log.NoSecretsInLogs;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.DelegationClaims;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.Answers.Told;
import dev.locum.trigger.fixture.TriggerWorld;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import io.grpc.Metadata;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may start work, and with what it is started. What is cut off is {@link CutOffTest}'s. */
@Timeout(120)
final class StartingWorkTest {

  @RegisterExtension final NoSecretsInLogs logs = new NoSecretsInLogs();

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** S3-10: validate, delegate, start, bind, and nothing else. */
  @Test
  void start_always_validatesDelegatesStartsBindsInThisOrder() {
    world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(world.calls())
        .containsExactly("IntrospectToken", "IssueDelegation", "StartWorkflowExecution", "BindRun");
  }

  /** S2-08, S2-06, S3-30: the first event has the ids and the token, and the input has neither. */
  @Test
  void start_accepted_firstEventHoldsPayloadPrincipalAndToken() {
    StartWorkResponse answer = world.as(world.ada()).startWork(trip("key-1").build());

    WorkflowExecutionStartedEventAttributes started = startOf(answer);
    DelegationContext context = LocumHeaders.decode(started.getHeader().getFieldsMap());
    assertThat(context.principal().userId()).isEqualTo("user-ada");
    assertThat(context.principal().tenantId()).isEqualTo("alice");
    DelegationClaims claims =
        world
            .issuer()
            .verifier()
            .verifyDelegationToken(context.token(), TestIssuer.TRUST_DOMAIN)
            .orElseThrow()
            .claims();
    assertThat(claims.scope().workflowId()).isEqualTo(answer.getWorkflowId());
    assertThat(claims.scope().workflowType()).isEqualTo(started.getWorkflowType().getName());
    // S3-57: the queue is the one that the token names.
    assertThat(claims.scope().taskQueues()).containsExactly(started.getTaskQueue().getName());
    assertThat(claims.delegation().value()).isEqualTo(answer.getDelegationId());
    assertThat(started.getInput().getPayloadsList())
        .extracting(payload -> payload.getData().toStringUtf8())
        .containsExactly("\"the station\"");
    assertThat(world.auth().delegation(answer.getDelegationId()).getFirstExecutionRunId())
        .isEqualTo(answer.getRunId());
  }

  /** S2-03, S2-04: the user's token is nowhere in Temporal; the rule on logs is the extension's. */
  @Test
  void start_accepted_usersTokenIsNowhereInHistory() {
    String token = world.ada();
    logs.watch(token.substring(token.lastIndexOf('.') + 1));

    world.as(token).startWork(trip("key-1").build());

    world.engine().requireNowhere(token);
    assertThat(world.audit().events().toString()).doesNotContain(token);
  }

  /** The check above can fail: a token that is in the input is found. */
  @Test
  void control_tokenInTheInput_isFound() {
    String token = world.ada();

    world.as(token).startWork(trip("key-1").addInput(TriggerWorld.json('"' + token + '"')).build());

    assertThatThrownBy(() -> world.engine().requireNowhere(token))
        .isInstanceOf(AssertionError.class);
  }

  /** S2-07: the ids are those of the token, whatever else the client says. */
  @Test
  void start_withForwardedIdentities_isForTheUserOfTheToken() {
    Metadata headers = new Metadata();
    Map.of(
            "authorization", "Bearer " + world.ada(),
            "x-forwarded-user", "user-bert",
            "x-forwarded-tenant", "bob",
            "locum-principal", "{\"user\":\"user-bert\",\"tenant\":\"bob\"}")
        .forEach((name, value) ->
            headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));

    StartWorkResponse answer = world.with(headers).startWork(trip("key-1").build());

    DelegationContext context = LocumHeaders.decode(startOf(answer).getHeader().getFieldsMap());
    assertThat(context.principal().userId()).isEqualTo("user-ada");
    assertThat(context.principal().tenantId()).isEqualTo("alice");
    assertThat(world.auth().calls())
        .allMatch(call ->
            call.headers().keys().stream().noneMatch(name -> name.startsWith("x-forwarded")));
  }

  /** S3-29: what is asked for is named, and no more is asked for than was asked. */
  @Test
  void start_asksForADelegationOfThisRequest() {
    world
        .as(world.ada())
        .startWork(
            trip("key-1")
                .addActions("fleet.reserve")
                .setTaskQueue("queue-alice")
                .setDeadline(com.google.protobuf.Duration.newBuilder().setSeconds(600))
                .build());

    IssueDelegationRequest asked =
        world.auth().requests(DelegationServiceGrpc.getIssueDelegationMethod()).get(0);
    assertThat(asked.getRoute()).isEqualTo("trip");
    assertThat(asked.getActionsList()).containsExactly("fleet.reserve");
    assertThat(asked.getTaskQueue()).isEqualTo("queue-alice");
    assertThat(asked.getLifetime().getSeconds()).isEqualTo(600);
    assertThat(asked.getIdempotencyKey()).isEqualTo("key-1");
    assertThat(asked.getRequestDigest()).matches("[0-9a-f]{64}");
  }

  /** S3-29, S3-57: refused by the auth service, nothing started, told once. */
  @ParameterizedTest
  @MethodSource("wishes")
  void start_ofWhatTheUserMayNot_startsNothing(Wish wish) {
    assertThat(reasonOf(() -> world.as(wish.user().apply(world)).startWork(wish.request().build())))
        .isEqualTo(wish.reason());

    world.engine().requireNothingStarted();
    AuditEvent event = world.audit().only(AuditEventType.WORK_REQUESTED);
    assertThat(event.decision().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(event.parties().subject()).isNotEmpty();
  }

  /** A request that the policy refuses. */
  record Wish(
      String what,
      Function<TriggerWorld, String> user,
      dev.locum.protocol.trigger.v1.StartWorkRequest.Builder request,
      DenialReason reason) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wish> wishes() {
    return Stream.of(
        new Wish(
            "an action that the route lacks",
            TriggerWorld::ada,
            trip("key").addActions("fleet.scrap"),
            DenialReason.ACTION_NOT_ALLOWED),
        new Wish(
            "a user without the role",
            world -> world.issuer().accessToken().roles("guest").text(),
            trip("key"),
            DenialReason.ACTION_NOT_ALLOWED),
        new Wish(
            "a route that is not there",
            TriggerWorld::ada,
            trip("key").setRoute("nowhere"),
            DenialReason.ROUTE_NOT_FOUND),
        new Wish(
            "another tenant's queue",
            TriggerWorld::ada,
            trip("key").setTaskQueue("queue-bob"),
            DenialReason.LIMIT_EXCEEDED),
        new Wish(
            "longer than the route allows",
            TriggerWorld::ada,
            trip("key").setDeadline(seconds(7200)),
            DenialReason.LIMIT_EXCEEDED));
  }

  private static com.google.protobuf.Duration seconds(long seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }

  /** Deadline of the work: Temporal ends the execution a minute after its last compensation. */
  @Test
  void start_withADeadline_limitsTheExecution() {
    StartWorkResponse answer =
        world.as(world.ada()).startWork(trip("key-1").setDeadline(seconds(600)).build());

    // Ten minutes, an hour in which compensations may run, and the margin.
    assertThat(startOf(answer).getWorkflowExecutionTimeout().getSeconds())
        .isEqualTo(Duration.ofMinutes(10 + 60 + 1).toSeconds());
  }

  /** S3-86, S3-87: taken and started, one event each, of one request. */
  @Test
  void start_accepted_isToldInTwoEvents() {
    StartWorkResponse answer = world.as(world.ada()).startWork(trip("key-1").build());

    List<AuditEvent> events = world.audit().events();
    assertThat(events)
        .extracting(AuditEvent::type)
        .containsExactly(AuditEventType.WORK_REQUESTED, AuditEventType.WORK_STARTED);
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.decision().isAllowed()).isTrue();
          assertThat(event.parties().subject()).isEqualTo("user-ada");
          assertThat(event.parties().tenant()).isEqualTo("alice");
          assertThat(event.execution().delegationId()).isEqualTo(answer.getDelegationId());
          assertThat(event.execution().workflowId()).isEqualTo(answer.getWorkflowId());
          assertThat(event.correlationId()).isEqualTo(events.get(0).correlationId());
        });
    assertThat(events.get(1).execution().runId()).isEqualTo(answer.getRunId());
    assertThat(world.auth().requests(DelegationServiceGrpc.getIssueDelegationMethod()))
        .allMatch(asked -> asked.getCorrelationId().equals(events.get(0).correlationId()));
  }

  /** What cannot be told of is not done. */
  @Test
  void start_thatCannotBeTold_startsNothing() {
    world.audit().breakDown();

    Told told = refused(() -> world.as(world.ada()).startWork(trip("key-1").build()));

    assertThat(told.code()).isEqualTo("AUTHORITY_UNAVAILABLE");
    world.engine().requireNothingStarted();

    world.audit().repair();
    world.as(world.ada()).startWork(trip("key-1").build());
    assertThat(world.engine().executions()).hasSize(1);
  }

  private WorkflowExecutionStartedEventAttributes startOf(StartWorkResponse answer) {
    return world
        .engine()
        .startOf(answer.getWorkflowId())
        .getWorkflowExecutionStartedEventAttributes();
  }
}
