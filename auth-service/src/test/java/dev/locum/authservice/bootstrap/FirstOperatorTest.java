package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListDownstreamsRequest;
import dev.locum.protocol.admin.v1.ListKeysRequest;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.ListTenantsRequest;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.RevokeKeyRequest;
import dev.locum.protocol.admin.v1.RevokeKeyResponse;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.RotateKeyRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteDownstream;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.Issuer;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an empty store to a platform that works, over TLS and the public RPCs alone: the first
 * operator comes in, sets everything up, workloads prove themselves in each way, and a restart
 * keeps it all.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FirstOperatorTest {

  private static final com.google.protobuf.Duration HOUR =
      com.google.protobuf.Duration.newBuilder().setSeconds(3600).build();

  private OperatorWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = OperatorWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void bootstrap_keyFileIsForItsOwnerAlone_andLetsTheOperatorIn() throws IOException {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(world.operatorKeyFile())))
        .isEqualTo("rw-------");

    assertThat(describe(world.asOperator()).getWorkloadId()).isEqualTo("operator");
    assertThat(admin().listTenants(ListTenantsRequest.getDefaultInstance()).getTenantsList())
        .isEmpty();
  }

  @Test
  void bootstrap_secondStart_makesNoOtherOperator() throws IOException {
    String key = Files.readString(world.operatorKeyFile());
    Files.delete(world.operatorKeyFile());

    world.restart();

    assertThat(world.operatorKeyFile()).doesNotExist();
    Files.writeString(world.operatorKeyFile(), key);
    assertThat(describe(world.asOperator()).getWorkloadId()).isEqualTo("operator");
  }

  @Test
  void everythingPut_isListedAsPut_andAgainAfterARestart() {
    setUp();
    String before = listings(admin());
    String keys = admin().listKeys(ListKeysRequest.getDefaultInstance()).toString();
    String apiKey = apiKey("trigger");

    world.restart();

    assertThat(listings(admin())).isEqualTo(before);
    assertThat(admin().listKeys(ListKeysRequest.getDefaultInstance()).toString()).isEqualTo(keys);
    assertThat(describe(as(world.channel(), byKey(apiKey))).getWorkloadId()).isEqualTo("trigger");
    assertThat(before).contains("alice", "ada", "rider", "trip", "fleet", "queue-alice");
    assertThat(before).doesNotContain("password").doesNotContain("phrase");
  }

  @Test
  void everyChangeAndRefusal_isInTheTrail() {
    // S3-86, S3-88
    setUp();
    refused(() -> admin().putRole(role("nobody", "rider")));
    refused(() ->
        admin()
            .setPassword(
                SetPasswordRequest.newBuilder()
                    .setTenant("alice")
                    .setName("nobody")
                    .setPassword("a perfectly long phrase")
                    .build()));
    refused(() ->
        admin()
            .putUser(
                PutUserRequest.newBuilder()
                    .setUser(User.newBuilder().setTenant("nobody").setName("eve"))
                    .build()));

    List<dev.locum.protocol.audit.v1.AuditEvent> events =
        AuditServiceGrpc.newBlockingStub(world.asOperator())
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .searchEvents(
                SearchEventsRequest.newBuilder().setType("ADMINISTERED").setPageSize(500).build())
            .getEventsList();

    assertThat(events).allMatch(event -> event.getActor().equals("operator"));
    assertThat(events).filteredOn(event -> event.getReason().isEmpty()).hasSize(11);
    assertThat(events)
        .filteredOn(event -> !event.getReason().isEmpty())
        .extracting(event -> event.getReason())
        .containsExactly("ENTITY_NOT_FOUND", "ENTITY_NOT_FOUND", "ENTITY_NOT_FOUND");
    assertThat(events.toString()).doesNotContain("phrase");
  }

  @Test
  void eachCredential_provesItsWorkloadAndNoOther() {
    // S2-16, S3-63, CA-1: certificate, private key, API key.
    setUp();
    IssuedCertificate certificate = world.authority.issueClient("alice-worker");
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    putWorker(certificate.thumbprint());
    putDownstream(key);

    Channel worker = as(world.channel(Optional.of(certificate)), OperatorWorld.request().build());
    Channel downstream = as(world.channel(), OperatorWorld.assertion(new WorkloadId("fleet"), key));
    Channel trigger = as(world.channel(), byKey(apiKey("trigger")));

    assertThat(describe(worker).getTaskQueuesList()).hasSize(1);
    assertThat(List.of(describe(worker), describe(downstream), describe(trigger)))
        .extracting(DescribeSelfResponse::getWorkloadId)
        .containsExactly("alice-worker", "fleet", "trigger");
  }

  @Test
  void wrongCredentials_lookAlike() {
    setUp();
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    SigningKey other = SigningKey.generate(SigningAlgorithm.ES256);
    putDownstream(key);
    WorkloadId fleet = new WorkloadId("fleet");
    IssueServiceTokenRequest used = OperatorWorld.assertion(fleet, key);
    as(world.channel(), used);
    Channel anybody = world.channel();
    Channel unregistered = world.channel(Optional.of(world.authority.issueClient("alice-worker")));

    List.of(
            used,
            OperatorWorld.assertion(fleet, other),
            OperatorWorld.assertion(new WorkloadId("trigger"), key),
            OperatorWorld.assertion(new WorkloadId("nobody"), key),
            OperatorWorld.assertion(fleet, key, new Issuer("https://elsewhere.test")),
            byKey("lk_" + "a".repeat(43)))
        .forEach(request ->
            assertThat(refused(() -> as(anybody, request)))
                .isEqualTo(DenialReason.CREDENTIAL_REJECTED));
    assertThat(refused(() -> as(unregistered, OperatorWorld.request().build())))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
    assertThat(refused(() -> as(anybody, OperatorWorld.request().build())))
        .isEqualTo(DenialReason.NO_CREDENTIAL);
  }

  @Test
  void certificateOfAnotherAuthority_endsTheConnection() {
    IssuedCertificate foreign = CertificateMaker.forTest().issueClient("alice-worker");

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> as(world.channel(Optional.of(foreign)), OperatorWorld.request().build()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void rotatedKey_isCurrent_andTheFormerStillVerifies() {
    Channel before = world.asOperator();

    AdminServiceGrpc.newBlockingStub(before)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .rotateKey(RotateKeyRequest.newBuilder().setAlgorithm("Ed25519").build());

    assertThat(describe(before).getWorkloadId()).isEqualTo("operator");
    assertThat(describe(world.asOperator()).getWorkloadId()).isEqualTo("operator");
    assertThat(admin().listKeys(ListKeysRequest.getDefaultInstance()).getKeysList())
        .extracting(key -> key.getAlgorithm() + " " + key.getCurrent())
        .containsExactly("Ed25519 true", "ES256 false");
  }

  @Test
  void revokedKey_killsWhatItSigned_andAnotherSigns() {
    Channel before = world.asOperator();
    AdminServiceBlockingStub admin =
        AdminServiceGrpc.newBlockingStub(before).withDeadlineAfter(30, TimeUnit.SECONDS);
    String revoked = admin.listKeys(ListKeysRequest.getDefaultInstance()).getKeys(0).getKeyId();

    RevokeKeyResponse left =
        admin.revokeKey(RevokeKeyRequest.newBuilder().setKeyId(revoked).build());

    assertThat(left.getKeysList())
        .singleElement()
        .satisfies(key -> {
          assertThat(key.getCurrent()).isTrue();
          assertThat(key.getKeyId()).isNotEqualTo(revoked);
        });
    assertThat(refused(() -> describe(before))).isEqualTo(DenialReason.TOKEN_REJECTED);
    assertThat(describe(world.asOperator()).getWorkloadId()).isEqualTo("operator");
    assertThat(
            admin()
                .revokeKey(RevokeKeyRequest.newBuilder().setKeyId(revoked).build())
                .getKeysList())
        .as("repeated")
        .isEqualTo(left.getKeysList());
    assertThat(
            refused(() ->
                admin().revokeKey(RevokeKeyRequest.newBuilder().setKeyId("nonesuch").build())))
        .isEqualTo(DenialReason.ENTITY_NOT_FOUND);
  }

  private void setUp() {
    AdminServiceBlockingStub admin = admin();
    for (String tenant : List.of("alice", "bob")) {
      admin.putTenant(
          PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName(tenant)).build());
    }
    admin.putUser(
        PutUserRequest.newBuilder()
            .setUser(User.newBuilder().setTenant("alice").setName("ada").addRoles("rider"))
            .build());
    admin.setPassword(
        SetPasswordRequest.newBuilder()
            .setTenant("alice")
            .setName("ada")
            .setPassword("a perfectly long phrase")
            .build());
    put(Workload.newBuilder().setId("trigger").setKind(WorkloadKind.WORKLOAD_KIND_TRIGGER));
    putWorker();
    admin.putDownstream(
        PutDownstreamRequest.newBuilder()
            .setDownstream(
                Downstream.newBuilder()
                    .setName("fleet")
                    .addActions("fleet.reserve")
                    .setInternal(true))
            .build());
    admin.putRoute(
        PutRouteRequest.newBuilder()
            .setRoute(
                Route.newBuilder()
                    .setTenant("alice")
                    .setName("trip")
                    .setNamespace("default")
                    .setWorkflowType("TripWorkflow")
                    .addTaskQueues("queue-alice")
                    .addActions("fleet.reserve")
                    .setDelegationLimit(HOUR)
                    .addDownstreams(RouteDownstream.newBuilder().setDownstream("fleet")))
            .build());
    admin.putRole(role("alice", "rider"));
    admin.putTenant(
        PutTenantRequest.newBuilder()
            .setTenant(Tenant.newBuilder().setName("bob").setDisabled(true))
            .build());
  }

  private static PutRoleRequest role(String tenant, String name) {
    return PutRoleRequest.newBuilder()
        .setRole(
            Role.newBuilder()
                .setTenant(tenant)
                .setName(name)
                .addRoutes("trip")
                .addActions("fleet.reserve"))
        .build();
  }

  private void putWorker(String... thumbprints) {
    put(
        Workload.newBuilder()
            .setId("alice-worker")
            .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
            .setTenant("alice")
            .addTaskQueues(
                TaskQueueRef.newBuilder().setNamespace("default").setTaskQueue("queue-alice"))
            .addAllCertificateThumbprints(List.of(thumbprints)));
  }

  private void putDownstream(SigningKey key) {
    put(
        Workload.newBuilder()
            .setId("fleet")
            .setKind(WorkloadKind.WORKLOAD_KIND_DOWNSTREAM)
            .setDownstream("fleet")
            .addPublicKeys(key.verificationKey().toJwk()));
  }

  private void put(Workload.Builder workload) {
    admin().putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
  }

  private String apiKey(String workload) {
    return admin()
        .issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId(workload).build())
        .getApiKey();
  }

  private static String listings(AdminServiceBlockingStub admin) {
    return admin.listTenants(ListTenantsRequest.getDefaultInstance()).toString()
        + admin.listUsers(ListUsersRequest.newBuilder().setTenant("alice").build())
        + admin.listRoles(ListRolesRequest.newBuilder().setTenant("alice").build())
        + admin.listWorkloads(ListWorkloadsRequest.getDefaultInstance())
        + admin.listRoutes(ListRoutesRequest.newBuilder().setTenant("alice").build())
        + admin.listDownstreams(ListDownstreamsRequest.getDefaultInstance());
  }

  private AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(world.asOperator())
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static Channel as(Channel channel, IssueServiceTokenRequest request) {
    return OperatorWorld.as(channel, request);
  }

  private static IssueServiceTokenRequest byKey(String apiKey) {
    return OperatorWorld.request().setApiKey(apiKey).build();
  }

  private static DescribeSelfResponse describe(Channel channel) {
    return TokenServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .describeSelf(DescribeSelfRequest.getDefaultInstance());
  }

  private static DenialReason refused(Runnable call) {
    return Refusals.reasonOf(catchThrowableOfType(StatusRuntimeException.class, call::run));
  }
}
