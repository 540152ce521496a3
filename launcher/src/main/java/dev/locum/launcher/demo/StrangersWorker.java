package dev.locum.launcher.demo;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.topology.AuthorityClient;
import dev.locum.launcher.topology.ChildProcess;
import dev.locum.launcher.topology.Part;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.UnverifiedDelegation;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerIdentity;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Scene 3: Bob's worker wants Alice's task. The gateway refuses his poll. Where he passes it by,
 * his library refuses; without it the auth service does; with a stolen token besides, the
 * downstreams do. Then Alice's own worker completes the work.
 */
final class StrangersWorker {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final String QUEUE = "queue-alice";

  /** What the library says of a queue that is another's. */
  private static final String REFUSAL = "may not poll";

  private final Stage stage;
  private final Narrator narrator;

  StrangersWorker(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
  }

  void play() throws IOException, InterruptedException {
    stage.topology().stop(Part.ALICE_WORKER);
    narrator.step("alice's worker is ended, so that only bob's can get the task");
    StartWorkResponse accepted =
        stage
            .clientOf("ada")
            .start(World.ROUTE, Trip.json("car-2", 1), UUID.randomUUID().toString());
    narrator.answer("trigger", "accepted " + accepted.getWorkflowId() + " on " + QUEUE);
    refusedByGateway();
    refusedByLibraryAtStart();
    narrator.step(
        "bob passes the gateway by, which a network must not let him, and polls Temporal");
    StolenTask task = StolenTask.poll(stage.temporal(), QUEUE);
    narrator.answer(
        "temporal", "hands bob's poller the task of " + task.execution().getWorkflowId());
    try (AuthorityClient bob = stage.topology().workload("bob-worker")) {
      refusedByLibrary(bob, task);
      refusedByAuthService(bob, task);
      refusedByDownstreams(bob, task);
    }
    task.giveBack(stage.temporal());
    stage.topology().start(Part.ALICE_WORKER);
    GetResultResponse result = stage.clientOf("ada").result(accepted.getWorkflowId());
    narrator.verdict(
        "trigger",
        result.getWork().getStatus() == WorkStatus.WORK_STATUS_COMPLETED,
        "at alice's worker: " + result.getResult().getJson());
  }

  /** His own certificate at the only door that tenants have to Temporal. */
  private void refusedByGateway() throws IOException {
    Topology topology = stage.topology();
    ManagedChannel channel =
        RpcChannel.to("localhost:" + topology.ports().gateway())
            .trusting(topology.certificateAuthority())
            .presenting(
                topology.state().file("credentials/bob-worker.pem"),
                topology.state().file("credentials/bob-worker-key.pem"))
            .open();
    try {
      Outcome polled = Outcome.of(() -> StolenTask.pollOnce(channel, QUEUE));
      narrator.verdict(
          "gateway",
          polled.isRefusal(DenialReason.ACTION_NOT_ALLOWED),
          "bob-worker polls " + QUEUE + ": " + polled.words());
    } finally {
      channel.shutdownNow();
    }
  }

  /** His worker process with his own credential, configured for her queue. */
  private void refusedByLibraryAtStart() throws IOException, InterruptedException {
    ChildProcess misconfigured = stage.topology().startMisconfigured(Part.BOB_WORKER, QUEUE);
    int exit = misconfigured.awaitEnd(START_LIMIT);
    String said =
        misconfigured
            .logText()
            .lines()
            .filter(line -> line.contains(REFUSAL))
            .findFirst()
            .orElse("nothing");
    narrator.verdict(
        "bob-worker", exit != 0 && !said.equals("nothing"), "exit " + exit + ": " + tail(said));
  }

  private static String tail(String line) {
    int from = line.indexOf("worker ");
    return from < 0 ? line : line.substring(from);
  }

  /**
   * The same library asked about the task itself, with his identity as the auth service tells it.
   */
  private void refusedByLibrary(AuthorityClient bob, StolenTask task) {
    DescribeSelfResponse self =
        TokenServiceGrpc.newBlockingStub(bob.channel())
            .withCallCredentials(bob.credentials())
            .describeSelf(DescribeSelfRequest.getDefaultInstance());
    WorkerIdentity identity =
        new WorkerIdentity(
            new WorkloadId(self.getWorkloadId()),
            new TenantId(self.getTenant()),
            self.getTaskQueuesList().stream()
                .map(queue -> new TaskQueueName(queue.getNamespace(), queue.getTaskQueue()))
                .collect(Collectors.toSet()));
    Optional<DenialReason> reason =
        identity.misaddressed(
            UnverifiedDelegation.parse(task.context().token()), World.NAMESPACE, QUEUE);
    narrator.verdict(
        "bob's library",
        reason
            .map(DenialReason::publicReason)
            .equals(Optional.of(DenialReason.DELEGATION_NOT_HERE)),
        "of the task: " + reason.map(DenialReason::code).orElse("no objection"));
  }

  private void refusedByAuthService(AuthorityClient bob, StolenTask task) {
    DelegationServiceBlockingStub delegations =
        DelegationServiceGrpc.newBlockingStub(bob.channel()).withCallCredentials(bob.credentials());
    Outcome verified =
        Outcome.of(() ->
            delegations.verifyDelegation(
                VerifyDelegationRequest.newBuilder()
                    .setDelegationToken(task.context().token().reveal())
                    .setExecution(execution(task))
                    .build()));
    narrator.verdict(
        "auth-service",
        verified.isRefusal(DenialReason.DELEGATION_NOT_HERE),
        "bob-worker asks to verify: " + verified.words());
    Outcome exchanged =
        Outcome.of(() ->
            delegations.exchangeDelegation(
                ExchangeDelegationRequest.newBuilder()
                    .setDelegationToken(task.context().token().reveal())
                    .setExecution(execution(task))
                    .setDownstream("fleet")
                    .addActions("fleet.reserve")
                    .build()));
    narrator.verdict(
        "auth-service",
        exchanged.isRefusal(DenialReason.DELEGATION_NOT_HERE),
        "bob-worker asks to exchange: " + exchanged.words());
  }

  private static Execution execution(StolenTask task) {
    return Execution.newBuilder()
        .setNamespace(World.NAMESPACE)
        .setWorkflowType(World.WORKFLOW_TYPE)
        .setWorkflowId(task.execution().getWorkflowId())
        .setRunId(task.execution().getRunId())
        .setFirstExecutionRunId(task.runId())
        .setTaskQueue(QUEUE)
        .build();
  }

  private void refusedByDownstreams(AuthorityClient bob, StolenTask task) throws IOException {
    Metadata stolen = new Metadata();
    stolen.put(CallHeaders.TXN_TOKEN, task.context().token().reveal());
    refusedByFleet("bob shows the stolen delegation token", stolen);
    Metadata asBearer = new Metadata();
    asBearer.put(CallHeaders.AUTHORIZATION, "Bearer " + task.context().token().reveal());
    refusedByFleet("bob shows it as a bearer token", asBearer);
    Metadata onBehalf = new Metadata();
    onBehalf.put(
        CallHeaders.AUTHORIZATION, "Bearer " + bob.tokens().get(new Audience("trip")).reveal());
    onBehalf.put(CallHeaders.FORWARDED_USER, task.context().principal().userId());
    onBehalf.put(CallHeaders.FORWARDED_TENANT, task.context().principal().tenantId());
    onBehalf.put(
        CallHeaders.DELEGATION, UnverifiedDelegation.parse(task.context().token()).delegation());
    onBehalf.put(CallHeaders.WORKFLOW_ID, CallHeaders.encode(task.execution().getWorkflowId()));
    refusedByTrip("bob calls as himself, on behalf of ada", onBehalf);
  }

  private void refusedByFleet(String how, Metadata headers) throws IOException {
    refused(
        "fleet",
        how,
        stage.topology().ports().fleet(),
        channel ->
            FleetServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .reserveVehicle(
                    ReserveVehicleRequest.newBuilder()
                        .setVehicle("car-2")
                        .setTrip("bobs")
                        .build()));
  }

  private void refusedByTrip(String how, Metadata headers) throws IOException {
    refused(
        "trip",
        how,
        stage.topology().ports().trip(),
        channel ->
            TripServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .recordTrip(
                    RecordTripRequest.newBuilder().setVehicle("car-2").setTrip("bobs").build()));
  }

  private interface Call {
    Object on(ManagedChannel channel);
  }

  private void refused(String who, String how, int port, Call call) throws IOException {
    ManagedChannel channel =
        RpcChannel.to("localhost:" + port).trusting(stage.topology().certificateAuthority()).open();
    try {
      Outcome outcome = Outcome.of(() -> call.on(channel));
      narrator.verdict(who, outcome.isDenied(), how + ": " + outcome.words());
    } finally {
      channel.shutdownNow();
    }
  }
}
