package dev.locum.authservice.rpc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.Workloads;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ApplyPlatformRequest;
import dev.locum.protocol.admin.v1.ApproveChangeRequest;
import dev.locum.protocol.admin.v1.ExportPlatformRequest;
import dev.locum.protocol.admin.v1.ExportPlatformResponse;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListApprovalsRequest;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.RejectChangeRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteRef;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.token.WorkloadId;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What gives more waits for a second administrator; what takes away does not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FourEyesTest {

  private ProcessWorld world;
  private AdminServiceBlockingStub first;
  private AdminServiceBlockingStub second;

  @BeforeEach
  void open(@TempDir Path directory) {
    world =
        ProcessWorld.open(
            directory,
            (settings, clock) -> AuthServiceProcess.start(withFourEyes(settings), clock));
    first = admin(world.apiKey(ProcessWorld.OPERATOR));
    second = admin(operator("second", AdministratorRole.OPERATOR));
  }

  private static AuthServiceSettings withFourEyes(AuthServiceSettings settings) {
    return new AuthServiceSettings(
        settings.listen(),
        settings.issuer(),
        settings.trustDomain(),
        settings.userAudiences(),
        settings.keys(),
        settings.store(),
        settings.temporal(),
        settings.bootstrap(),
        new AuthServiceSettings.Administration(true),
        settings.limits());
  }

  private AdminServiceBlockingStub admin(String apiKey) {
    return AdminServiceGrpc.newBlockingStub(ProcessWorld.proven(world.grpc(), apiKey))
        .withDeadlineAfter(100, TimeUnit.SECONDS);
  }

  private String operator(String id, AdministratorRole role) {
    return world.beside.store.write(tx -> {
      Workloads.put(
          tx,
          new Workload(
              new WorkloadId(id),
              dev.locum.authservice.workload.WorkloadKind.OPERATOR,
              Optional.empty(),
              List.of(),
              false,
              WorkloadCredentials.none(),
              List.of(),
              Optional.empty(),
              Set.of(role)),
          world.beside.clock.instant());
      return new ApiKeys(world.beside.random)
          .issue(tx, new WorkloadId(id), world.beside.clock.instant())
          .reveal();
    });
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void newAction_takesEffectOnlyWhenASecondAdministratorApproves() {
    Route wider = trip().toBuilder().clearActions().addActions("fleet.steal").build();
    Route before = trip();

    String id = proposed(() -> put(first, wider));

    assertThat(trip()).as("nothing has changed").isEqualTo(before);
    assertThat(second.listApprovals(ListApprovalsRequest.getDefaultInstance()).getApprovalsList())
        .singleElement()
        .satisfies(approval -> {
          assertThat(approval.getApprovalId()).isEqualTo(id);
          assertThat(approval.getProposer()).isEqualTo("operator");
          assertThat(approval.getSummary()).isEqualTo("route trip");
          assertThat(approval.getRequest()).contains("fleet.steal");
        });
    assertThat(refusal(() -> approve(first, id)).getCode())
        .as("nobody approves their own")
        .isEqualTo("CALLER_NOT_ALLOWED");

    approve(second, id);

    assertThat(trip().getActionsList()).containsExactly("fleet.steal");
    assertThat(refusal(() -> approve(second, id)).getCode()).as("once").isEqualTo("STATE_CONFLICT");
    assertThat(trail())
        .contains(
            "operator REFUSED APPROVAL_NEEDED route trip",
            "second ALLOWED  route trip",
            "second ALLOWED  approval " + id + " given, to operator");
  }

  @Test
  void everyKindOfWidening_isProposed() {
    ExportPlatformResponse export =
        first.exportPlatform(ExportPlatformRequest.getDefaultInstance());
    dev.locum.protocol.admin.v1.Workload worker =
        export.getPlatform().getWorkloadsList().stream()
            .filter(each -> each.getId().equals("alice-worker"))
            .findFirst()
            .orElseThrow();

    proposed(() -> put(first, trip().toBuilder().setName("another").build()));
    proposed(() ->
        put(
            first,
            trip().toBuilder()
                .setDelegationLimit(com.google.protobuf.Duration.newBuilder().setSeconds(7200))
                .build()));
    proposed(() ->
        put(
            worker.toBuilder()
                .addTaskQueues(
                    TaskQueueRef.newBuilder().setNamespace("default").setTaskQueue("queue-more"))
                .build()));
    proposed(() -> put(worker.toBuilder().addCertificateThumbprints("a".repeat(43)).build()));
    proposed(() ->
        put(
            dev.locum.protocol.admin.v1.Workload.newBuilder()
                .setId("third")
                .setKind(WorkloadKind.WORKLOAD_KIND_OPERATOR)
                .addAdministratorRoles(
                    dev.locum.protocol.admin.v1.AdministratorRole.ADMINISTRATOR_ROLE_VIEWER)
                .build()));
    proposed(() ->
        first.putRole(
            PutRoleRequest.newBuilder()
                .setRole(Role.newBuilder().setTenant("alice").setName("rider").setManagesWork(true))
                .build()));
    proposed(() ->
        first.applyPlatform(
            ApplyPlatformRequest.newBuilder()
                .setExpectedState(export.getState())
                .setPlatform(Platform.newBuilder().addRoutes(trip().toBuilder().setName("applied")))
                .build()));
    assertThat(
            refusal(() ->
                    first.issueApiKey(
                        IssueApiKeyRequest.newBuilder().setWorkloadId("second").build()))
                .getCode())
        .as("its approver would hold another's key")
        .isEqualTo("STATE_CONFLICT");

    assertThat(first.exportPlatform(ExportPlatformRequest.getDefaultInstance()).getState())
        .isEqualTo(export.getState());
  }

  @Test
  void whatTakesAwayOrStaysTheSame_takesEffectAtOnce() {
    put(first, trip());
    put(first, trip().toBuilder().clearActions().addActions("fleet.reserve").build());
    first.setDisabled(
        SetDisabledRequest.newBuilder()
            .setRoute(RouteRef.newBuilder().setTenant("alice").setName("trip"))
            .setDisabled(true)
            .build());
    first.putUser(
        PutUserRequest.newBuilder()
            .setUser(User.newBuilder().setTenant("alice").setName("ada").setDisabled(true))
            .build());

    assertThat(trip().getActionsList()).containsExactly("fleet.reserve");
    assertThat(trip().getDisabled()).isTrue();
    proposed(() ->
        first.setDisabled(
            SetDisabledRequest.newBuilder()
                .setRoute(RouteRef.newBuilder().setTenant("alice").setName("trip"))
                .build()));
  }

  @Test
  void rejectedOrExpired_isNeverMade() {
    String rejected = proposed(() -> put(first, trip().toBuilder().setName("a").build()));
    String expired = proposed(() -> put(first, trip().toBuilder().setName("b").build()));

    second.rejectChange(RejectChangeRequest.newBuilder().setApprovalId(rejected).build());
    assertThat(refusal(() -> approve(second, rejected)).getCode()).isEqualTo("STATE_CONFLICT");
    world.beside.clock.advance(Duration.ofDays(7));
    AdminServiceBlockingStub later = admin(operator("later", AdministratorRole.OPERATOR));

    assertThat(refusal(() -> approve(later, expired)).getCode()).isEqualTo("STATE_CONFLICT");
    assertThat(later.listApprovals(ListApprovalsRequest.getDefaultInstance()).getApprovalsList())
        .isEmpty();
    assertThat(routes(later)).extracting(Route::getName).containsExactly("trip");
  }

  @Test
  void approver_mustBeAllowedTheChangeItself() {
    AdminServiceBlockingStub security = admin(operator("guard", AdministratorRole.SECURITY));
    String route = proposed(() -> put(first, trip().toBuilder().setName("a").build()));
    String administrator =
        proposed(() ->
            put(
                dev.locum.protocol.admin.v1.Workload.newBuilder()
                    .setId("third")
                    .setKind(WorkloadKind.WORKLOAD_KIND_OPERATOR)
                    .addAdministratorRoles(
                        dev.locum.protocol.admin.v1.AdministratorRole
                            .ADMINISTRATOR_ROLE_ADMINISTRATOR)
                    .build()));

    assertThat(refusal(() -> approve(security, route)).getCode()).isEqualTo("CALLER_NOT_ALLOWED");
    assertThat(refusal(() -> approve(second, administrator)).getCode())
        .as("an operator makes no administrators, by approving neither")
        .isEqualTo("CALLER_NOT_ALLOWED");
  }

  private static void put(AdminServiceBlockingStub admin, Route route) {
    admin.putRoute(PutRouteRequest.newBuilder().setRoute(route).build());
  }

  private void put(dev.locum.protocol.admin.v1.Workload workload) {
    first.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
  }

  private static void approve(AdminServiceBlockingStub admin, String id) {
    admin.approveChange(ApproveChangeRequest.newBuilder().setApprovalId(id).build());
  }

  private Route trip() {
    return routes(first).stream()
        .filter(route -> route.getName().equals("trip"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Route> routes(AdminServiceBlockingStub admin) {
    return admin
        .listRoutes(ListRoutesRequest.newBuilder().setTenant("alice").build())
        .getRoutesList();
  }

  private List<String> trail() {
    return world
        .beside
        .trail
        .search(new AuditQuery().where(AuditQuery.Field.TYPE, "ADMINISTERED"))
        .stream()
        .map(each -> each.event())
        .map(event ->
            event.parties().actor()
                + " "
                + event.decision().outcome()
                + " "
                + event.decision().reason()
                + " "
                + event.execution().action())
        .toList();
  }

  /** The id of the approval that is needed. */
  private static String proposed(Runnable call) {
    Refusal refusal = refusal(call);
    assertThat(refusal.getCode()).isEqualTo("APPROVAL_NEEDED");
    assertThat(refusal.getDetail()).startsWith("approval ");
    return refusal.getDetail().substring("approval ".length());
  }

  private static Refusal refusal(Runnable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refused).isNotNull();
    return Refusals.refusalOf(refused).orElseThrow();
  }
}
