package dev.locum.carsharing.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.trip.v1.CheckVehicleRequest;
import dev.locum.carsharing.api.trip.v1.GetMyTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.saga.TripRequest;
import dev.locum.carsharing.saga.TripResult;
import dev.locum.carsharing.saga.TripWorkflow;
import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.settings.CallerSettings;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.WorkerSettings;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example as its processes put it together, on sockets, with a fake auth service and a real
 * engine.
 */
@Timeout(120)
class ProcessesTest {

  private static final String[] ACTIONS = {
    "fleet.reserve",
    "fleet.release",
    "trip.record",
    "trip.end",
    "trip.cancel",
    "billing.open",
    "billing.charge",
    "billing.settle",
    "billing.void",
    "billing.refund"
  };

  private static final Map<String, String> UNDOES =
      Map.of(
          "fleet.release", "fleet.reserve",
          "trip.cancel", "trip.record",
          "billing.void", "billing.open",
          "billing.refund", "billing.charge");

  private final Clock clock = Clock.systemUTC();
  private final SettingsLoader loader = new SettingsLoader(Map.of());
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Map<String, Integer> ports = new HashMap<>();

  @TempDir private Path directory;
  private FakeAuthService authority;
  private WorkflowServiceStubs temporal;

  @BeforeEach
  void start() throws IOException {
    FakeWorld world = FakeWorld.demo();
    for (String caller : List.of("scheduler", "catalog", "stranger")) {
      world.with(FakeWorkload.downstream(caller));
    }
    authority = keep(FakeAuthService.start(TestIssuer.at(clock), world));
    EmbeddedTemporal engine = keep(EmbeddedTemporal.start());
    for (String name : List.of("fleet", "trip", "billing")) {
      DownstreamProcess process =
          keep(
              DownstreamProcess.start(
                  loader.parse(downstream(name), directory, DownstreamSettings.class),
                  directory.resolve(name + ".journal"),
                  clock));
      ports.put(name, process.port());
    }
    keep(
        WorkerProcess.start(
            loader.parse(worker(engine.target()), directory, WorkerSettings.class), clock));
    temporal =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(engine.target()).build());
    running.push(temporal::shutdownNow);
  }

  @AfterEach
  void stop() throws Exception {
    while (!running.isEmpty()) {
      running.pop().close();
    }
  }

  /** S2-19: a trip is settled, and the trail at the downstreams names who acted for whom. */
  @Test
  void trip_withTheirOwnModes_isSettledAndOnTheTrail() {
    TripWorkflow trip = begin("trip-1", 1);

    TripResult result = WorkflowStub.fromTyped(trip).getResult(TripResult.class);

    assertThat(result.status()).isEqualTo("SETTLED");
    Await.until("the trail of the downstreams", () -> downstreamCalls().size() == 6);
    assertThat(downstreamCalls())
        .allSatisfy(event -> {
          assertThat(event.getOutcome()).isEqualTo(Outcome.OUTCOME_ALLOWED);
          assertThat(event.getSubject()).isEqualTo("user-ada");
          assertThat(event.getTenant()).isEqualTo("alice");
          assertThat(event.getWorkflowId()).isEqualTo("trip-1");
          assertThat(event.getDelegationId()).isEqualTo("delegation-1");
          assertThat(event.getDetail()).contains("alice-worker");
        });
    assertThat(downstreamCalls())
        .extracting(AuditEvent::getAction)
        .containsExactlyInAnyOrder(
            "fleet.reserve",
            "trip.record",
            "trip.end",
            "billing.open",
            "billing.charge",
            "billing.settle");
  }

  /**
   * Scene 4: revoked while the drive goes on, the next step is refused and the compensations run.
   */
  @Test
  void trip_revokedDuringTheDrive_isUndone() {
    TripWorkflow trip = begin("trip-1", 60);
    Await.until(
        "the record",
        () ->
            authority.delegation("delegation-1").getRecordedActionsList().contains("trip.record"));
    Await.until("the drive", () -> trip.status().equals("STARTED"));

    authority.revoke("delegation-1", false);
    trip.endDrive();

    assertThatThrownBy(() -> WorkflowStub.fromTyped(trip).getResult(TripResult.class))
        .isInstanceOf(WorkflowFailedException.class);
    Await.until(
        "the compensations",
        () ->
            downstreamCalls().stream()
                .filter(event -> event.getOutcome() == Outcome.OUTCOME_ALLOWED)
                .map(AuditEvent::getAction)
                .toList()
                .containsAll(List.of("trip.cancel", "fleet.release")));
    assertThat(downstreamCalls())
        .extracting(AuditEvent::getAction)
        .doesNotContain("trip.end", "billing.open");
  }

  /** Scene 3: what a stolen delegation token opens at the downstreams by itself: nothing. */
  @Test
  void stolenToken_atTheDownstreams_isRefused() throws IOException {
    String stolen =
        authority.adopt(
            authority.issuer().delegationToken().delegation("delegation-7").actions(ACTIONS),
            UNDOES);

    refused("fleet", Map.of("txn-token", stolen), DenialReason.TOKEN_REJECTED);
    refused("fleet", Map.of("authorization", "Bearer " + stolen), DenialReason.TOKEN_REJECTED);
    String bob = authority.issuer().serviceToken().workload("bob-worker").audience("trip").text();
    refused(
        "trip",
        Map.of(
            "authorization", "Bearer " + bob,
            "x-forwarded-user", "user-ada",
            "x-forwarded-tenant", "alice",
            "x-locum-delegation", "delegation-7"),
        DenialReason.FORWARDED_HEADER_REFUSED);
  }

  /** S2-23: Alice's own worker cannot name a user who does not stand behind the delegation. */
  @Test
  void forwardedUser_whoIsNotTheDelegations_isRefused() throws IOException {
    authority.adopt(
        authority.issuer().delegationToken().delegation("delegation-7").actions(ACTIONS), UNDOES);
    String alice =
        authority.issuer().serviceToken().workload("alice-worker").audience("trip").text();
    Map<String, String> headers = new HashMap<>();
    headers.put("authorization", "Bearer " + alice);
    headers.put("x-forwarded-user", "user-vic");
    headers.put("x-forwarded-tenant", "alice");
    headers.put("x-locum-delegation", "delegation-7");

    refused("trip", headers, DenialReason.DELEGATION_REJECTED);
    headers.put("x-locum-delegation", "delegation-none");
    refused("trip", headers, DenialReason.DELEGATION_REJECTED);
    headers.remove("x-locum-delegation");
    refused("trip", headers, DenialReason.FORWARDED_HEADER_REFUSED);
  }

  /** S4-08: other processes call internal methods as themselves, over their own way in. */
  @Test
  void otherCallers_asProcesses_areLetInByTheirOwnIdentities() throws IOException {
    try (CallerProcess scheduler = caller("scheduler");
        CallerProcess catalog = caller("catalog");
        CallerProcess stranger = caller("stranger")) {
      assertThat(catalog.catalog().available("alice"))
          .contains("car-1", "car-8")
          .doesNotContain("car-9");
      assertThat(scheduler.survey().leftBehind("alice")).isEmpty();
      assertThatThrownBy(() -> stranger.catalog().available("alice"))
          .satisfies(
              e -> assertThat(Refusals.reasonOf(e)).isEqualTo(DenialReason.CALLER_NOT_ALLOWED));
    }
    Await.until("their calls on the trail", () -> downstreamCalls().size() == 3);
    assertThat(downstreamCalls())
        .extracting(AuditEvent::getDetail)
        .anySatisfy(detail -> assertThat(detail).contains("ListVehicles by scheduler"))
        .anySatisfy(detail -> assertThat(detail).contains("ListVehicles by catalog"));
  }

  /** The edge asks the fleet as itself; a user's own token is for the edge alone. */
  @Test
  void edge_ofTheTripProcess_answersUsers() throws IOException {
    String ada = authority.issuer().accessToken().audience("trip").text();
    ManagedChannel channel =
        RpcChannel.to("127.0.0.1:" + ports.get("trip")).insecureLoopback().open();
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + ada);
    try {
      TripEdgeServiceGrpc.TripEdgeServiceBlockingStub edge =
          TripEdgeServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

      assertThat(
              edge.checkVehicle(CheckVehicleRequest.newBuilder().setVehicle("car-1").build())
                  .getVehicle())
          .isEqualTo("car-1");
      assertThatThrownBy(
              () -> edge.getMyTrip(GetMyTripRequest.newBuilder().setTrip("none").build()))
          .satisfies(
              e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.NOT_FOUND));
    } finally {
      channel.shutdownNow();
    }
    refused("trip", Map.of("authorization", "Bearer " + ada), DenialReason.NO_CREDENTIAL);
  }

  private CallerProcess caller(String id) throws IOException {
    String settings =
        """
        caller:
          issuer: %s
          authService:
            target: %s
            insecure: {plaintext: true}
          workload:
            id: %s
            apiKey: file:%s
          services:
            fleet: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
            trip: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
        """
            .formatted(
                TestIssuer.ISSUER,
                authority.address(),
                id,
                apiKey(id),
                ports.get("fleet"),
                ports.get("trip"));
    return CallerProcess.open(loader.parse(settings, directory, CallerSettings.class), clock);
  }

  private TripWorkflow begin(String id, int seconds) {
    String token =
        authority.adopt(
            authority
                .issuer()
                .delegationToken()
                .delegation("delegation-1")
                .workflow("TripWorkflow", id)
                .life(Duration.ofMinutes(10))
                .actions(ACTIONS),
            UNDOES);
    TripWorkflow trip =
        client(RawToken.of(token))
            .newWorkflowStub(
                TripWorkflow.class,
                WorkflowOptions.newBuilder().setTaskQueue("queue-alice").setWorkflowId(id).build());
    WorkflowClient.start(trip::run, new TripRequest("car-1", seconds));
    return trip;
  }

  private List<AuditEvent> downstreamCalls() {
    return authority.events().stream()
        .filter(event -> event.getType().equals("DOWNSTREAM_CALLED"))
        .toList();
  }

  private void refused(String service, Map<String, String> headers, DenialReason reason)
      throws IOException {
    ManagedChannel channel =
        RpcChannel.to("127.0.0.1:" + ports.get(service)).insecureLoopback().open();
    Metadata metadata = new Metadata();
    headers.forEach((name, value) ->
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    try {
      assertThatThrownBy(
              () -> {
                if (service.equals("fleet")) {
                  FleetServiceGrpc.newBlockingStub(channel)
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                      .reserveVehicle(
                          ReserveVehicleRequest.newBuilder()
                              .setVehicle("car-1")
                              .setTrip("trip-1")
                              .build());
                } else {
                  TripServiceGrpc.newBlockingStub(channel)
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                      .recordTrip(RecordTripRequest.newBuilder().setTrip("trip-1").build());
                }
              })
          .satisfies(e -> assertThat(Refusals.reasonOf(e)).isEqualTo(reason));
    } finally {
      channel.shutdownNow();
    }
  }

  /** As the trigger does it: the context of the delegation on everything that is sent. */
  private WorkflowClient client(RawToken token) {
    var headers = LocumHeaders.encode(token, new Principal("user-ada", "alice"));
    return WorkflowClient.newInstance(
        temporal,
        WorkflowClientOptions.newBuilder()
            .setInterceptors(
                new WorkflowClientInterceptorBase() {
                  @Override
                  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
                      WorkflowClientCallsInterceptor next) {
                    return new WorkflowClientCallsInterceptorBase(next) {
                      @Override
                      public WorkflowStartOutput start(WorkflowStartInput input) {
                        input.getHeader().getValues().putAll(headers);
                        return super.start(input);
                      }

                      @Override
                      public WorkflowSignalOutput signal(WorkflowSignalInput input) {
                        input.getHeader().getValues().putAll(headers);
                        return super.signal(input);
                      }

                      @Override
                      public <R> QueryOutput<R> query(QueryInput<R> input) {
                        input.getHeader().getValues().putAll(headers);
                        return super.query(input);
                      }
                    };
                  }
                })
            .build());
  }

  private String downstream(String name) throws IOException {
    String trust =
        """
          accept: [on-behalf, service, user]
          services:
            fleet: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
          callers:
            scheduler:
              roles: [scheduler]
            alice-worker:
              tenants: [alice]
              actions: [trip.record, trip.end, trip.cancel]
            bob-worker:
              tenants: [bob]
              actions: [trip.record, trip.end, trip.cancel]
        """
            .formatted(ports.getOrDefault("fleet", 1));
    String readers =
        """
          accept: [exchange, service]
          callers:
            scheduler: {roles: [scheduler]}
            catalog: {roles: [catalog]}
            trip: {roles: [edge]}
        """;
    return """
    downstream:
      listen:
        address: 127.0.0.1:0
        insecure: {plaintext: true}
      name: %s
      issuer: %s
      authService:
        target: %s
        insecure: {plaintext: true}
      workload:
        id: %s
        apiKey: file:%s
      audit:
        spool: %s-spool
    %s\
    """
        .formatted(
            name,
            TestIssuer.ISSUER,
            authority.address(),
            name,
            apiKey(name),
            name,
            name.equals("trip") ? trust : readers);
  }

  private String worker(String target) throws IOException {
    return """
    worker:
      issuer: %s
      authService:
        target: %s
        insecure: {plaintext: true}
      workload:
        id: alice-worker
        apiKey: file:%s
      temporal:
        target: %s
        insecure: {plaintext: true}
      taskQueue: queue-alice
      downstreams:
        fleet: {target: "127.0.0.1:%d", mode: exchange, insecure: {plaintext: true}}
        billing: {target: "127.0.0.1:%d", mode: exchange, insecure: {plaintext: true}}
        trip: {target: "127.0.0.1:%d", mode: on-behalf, insecure: {plaintext: true}}
      audit:
        spool: worker-spool
    """
        .formatted(
            TestIssuer.ISSUER,
            authority.address(),
            apiKey("alice-worker"),
            target,
            ports.get("fleet"),
            ports.get("billing"),
            ports.get("trip"));
  }

  private String apiKey(String id) throws IOException {
    Path key = directory.resolve(id + ".key");
    Files.writeString(key, "test-key-" + id);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return key.getFileName().toString();
  }

  private <T extends AutoCloseable> T keep(T resource) {
    running.push(resource);
    return resource;
  }
}
