package dev.locum.authservice.rpc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ApplyPlatformRequest;
import dev.locum.protocol.admin.v1.ApplyPlatformResponse;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.ExportPlatformRequest;
import dev.locum.protocol.admin.v1.ExportPlatformResponse;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.PlatformChange;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteDownstream;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.Refusal;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The platform as one document, over real sockets; one class per database extends it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class PlatformContract {

  private ProcessWorld world;
  private AdminServiceBlockingStub admin;

  abstract ProcessWorld openWorld(Path directory);

  @BeforeEach
  void open(@TempDir Path directory) {
    world = openWorld(directory);
    admin =
        AdminServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.OPERATOR))
            .withDeadlineAfter(100, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void exportApplied_plansNothing_pruningOrNot() {
    ExportPlatformResponse export = export();

    for (boolean prunes : List.of(false, true)) {
      ApplyPlatformResponse plan = admin.applyPlatform(dryRun(export.getPlatform(), prunes));

      assertThat(plan.getChangesList()).isEmpty();
      assertThat(plan.getState()).isEqualTo(export.getState());
    }
    assertThat(export.toString()).contains("alice", "ada", "trip", "fleet", "queue-alice");
    assertThat(export.toString()).doesNotContain("operator", "subject", "password");
  }

  @Test
  void workerThatStartsWorkAsWell_isSoOnlyWhereTheDocumentSaysIt_andTheTrailToo() {
    Platform.Builder both = export().getPlatform().toBuilder();
    both.getWorkloadsBuilderList().stream()
        .filter(each -> each.getId().equals("alice-worker"))
        .forEach(each -> each.setStartsWork(true));

    apply(both.build(), false, export().getState());

    assertThat(export().getPlatform().getWorkloadsList())
        .filteredOn(Workload::getStartsWork)
        .extracting(Workload::getId)
        .containsExactly("alice-worker");
    assertThat(administered())
        .contains("workload alice-worker, which starts work as well, replaced");
  }

  @Test
  void document_inAnyOrderAndForm_isTheSame() {
    Platform export = export().getPlatform();
    Platform.Builder shuffled = export.toBuilder().clearWorkloads();
    export.getWorkloadsList().reversed().forEach(shuffled::addWorkloads);
    shuffled.setRoles(
        0,
        export.getRoles(0).toBuilder()
            .clearActions()
            .addAllActions(export.getRoles(0).getActionsList().reversed()));

    assertThat(admin.applyPlatform(dryRun(shuffled.build(), true)).getChangesList()).isEmpty();
  }

  @Test
  void dryRun_showsTheSteps_andChangesNothing() {
    String before = export().toString();

    ApplyPlatformResponse plan = admin.applyPlatform(dryRun(carols(), false));

    assertThat(plan.getChangesList())
        .extracting(change -> change.getAction() + " " + change.getEntity())
        .contains(
            "ACTION_CREATE tenant carol",
            "ACTION_CREATE route carol/ride",
            "ACTION_CREATE user carol/cyd",
            "ACTION_REPLACE downstream fleet");
    assertThat(export().toString()).isEqualTo(before);
    assertThat(administered()).isEmpty();
  }

  @Test
  void apply_doesAllOfIt_tellsOfEachStep_andIsDoneThen() {
    ApplyPlatformResponse done = apply(carols(), false, export().getState());

    assertThat(done.getState()).isEqualTo(export().getState());
    assertThat(admin.applyPlatform(dryRun(carols(), false)).getChangesList()).isEmpty();
    assertThat(admin.listUsers(ListUsersRequest.newBuilder().setTenant("carol").build()))
        .satisfies(users -> assertThat(users.getUsers(0).getSubject()).isNotEmpty());
    assertThat(administered())
        .contains("route carol/ride created", "downstream fleet replaced", "platform applied");
  }

  @Test
  void apply_ofWhatCannotAllBeDone_doesNothingOfIt_andNamesTheEntity() {
    Platform foreign =
        carols().toBuilder()
            .addWorkloads(
                Workload.newBuilder()
                    .setId("carols-other")
                    .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
                    .setTenant("carol")
                    .addTaskQueues(
                        TaskQueueRef.newBuilder()
                            .setNamespace("default")
                            .setTaskQueue("queue-alice")))
            .build();
    String before = export().toString();

    Refusal refusal = refusal(() -> apply(foreign, false, export().getState()));

    assertThat(refusal.getCode()).isEqualTo("ALREADY_OWNED");
    assertThat(refusal.getDetail()).startsWith("workload carols-other: ");
    assertThat(export().toString()).isEqualTo(before);
    assertThat(administered()).containsExactly("platform applied");
  }

  @Test
  void planMadeOnAnOlderState_isRefused_andAnApplyWithoutAStateToo() {
    String state = export().getState();
    admin.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("dora")).build());

    assertThat(refusal(() -> apply(carols(), false, state)).getCode()).isEqualTo("STATE_CONFLICT");
    assertThat(refusal(() -> apply(carols(), false, "")).getCode()).isEqualTo("REQUEST_INVALID");
    assertThat(export().getPlatform().getTenantsList())
        .extracting(Tenant::getName)
        .doesNotContain("carol");
  }

  @Test
  void prune_removesWhatIsNotNamed_andDisablesUsers() {
    apply(carols(), false, export().getState());
    Platform all = export().getPlatform();
    Platform without =
        all.toBuilder()
            .clearRoutes()
            .addAllRoutes(
                all.getRoutesList().stream()
                    .filter(route -> !route.getTenant().equals("carol"))
                    .toList())
            .clearRoles()
            .addAllRoles(
                all.getRolesList().stream()
                    .filter(role -> !role.getTenant().equals("carol"))
                    .toList())
            .clearUsers()
            .addAllUsers(
                all.getUsersList().stream()
                    .filter(user -> !user.getTenant().equals("carol"))
                    .toList())
            .build();

    assertThat(apply(without, false, export().getState()).getChangesList())
        .as("only with prune")
        .isEmpty();
    ApplyPlatformResponse done = apply(without, true, export().getState());

    assertThat(done.getChangesList())
        .extracting(PlatformChange::getEntity)
        .containsExactlyInAnyOrder("user carol/cyd", "role carol/rider", "route carol/ride");
    assertThat(
            admin.listUsers(ListUsersRequest.newBuilder().setTenant("carol").build()).getUsers(0))
        .satisfies(cyd -> {
          assertThat(cyd.getDisabled()).isTrue();
          assertThat(cyd.getRolesList()).isEmpty();
        });
    assertThat(admin.applyPlatform(dryRun(without, true)).getChangesList()).isEmpty();
  }

  @Test
  void prune_ofWhatIsInUse_isRefused() {
    Platform all = export().getPlatform();
    Platform without = all.toBuilder().clearTenants().build();

    Refusal refusal = refusal(() -> apply(without, true, export().getState()));

    assertThat(refusal.getCode()).isEqualTo("STATE_CONFLICT");
    assertThat(refusal.getDetail()).contains("in use by");
    assertThat(export().getPlatform()).isEqualTo(all);
  }

  @Test
  void administrators_areNeitherMadeNorPruned() {
    Platform operator =
        Platform.newBuilder()
            .addWorkloads(
                Workload.newBuilder().setId("second").setKind(WorkloadKind.WORKLOAD_KIND_OPERATOR))
            .build();

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> admin.applyPlatform(dryRun(operator, false)));

    assertThat(refused.getStatus().getDescription()).contains("workloads[0]: ");
    assertThat(admin.applyPlatform(dryRun(export().getPlatform(), true)).getChangesList())
        .isEmpty();
  }

  @Test
  void entityTwiceOrWrong_isRefusedWithItsPlace() {
    Platform twice =
        Platform.newBuilder()
            .addTenants(Tenant.newBuilder().setName("carol"))
            .addTenants(Tenant.newBuilder().setName("carol").setDisabled(true))
            .build();
    Platform wrong =
        Platform.newBuilder().addUsers(User.newBuilder().setTenant("alice").setName("A B")).build();

    assertThat(description(twice)).contains("tenants[1]: tenant carol is there twice");
    assertThat(description(wrong)).contains("users[0]: ");
  }

  private String description(Platform platform) {
    return String.valueOf(
        catchThrowableOfType(
                StatusRuntimeException.class, () -> admin.applyPlatform(dryRun(platform, false)))
            .getStatus()
            .getDescription());
  }

  /** A tenant with all that it needs, and one more action of a service that is there. */
  private static Platform carols() {
    return Platform.newBuilder()
        .addUsers(User.newBuilder().setTenant("carol").setName("cyd").addRoles("rider"))
        .addRoles(
            Role.newBuilder()
                .setTenant("carol")
                .setName("rider")
                .addRoutes("ride")
                .addActions("fleet.inspect"))
        .addRoutes(
            Route.newBuilder()
                .setTenant("carol")
                .setName("ride")
                .setNamespace("default")
                .setWorkflowType("RideWorkflow")
                .addTaskQueues("queue-carol")
                .addActions("fleet.inspect")
                .setDelegationLimit(com.google.protobuf.Duration.newBuilder().setSeconds(3600))
                .addDownstreams(RouteDownstream.newBuilder().setDownstream("fleet")))
        .addWorkloads(
            Workload.newBuilder()
                .setId("carol-worker")
                .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
                .setTenant("carol")
                .addTaskQueues(
                    TaskQueueRef.newBuilder().setNamespace("default").setTaskQueue("queue-carol")))
        .addDownstreams(
            Downstream.newBuilder()
                .setName("fleet")
                .addActions("fleet.reserve")
                .addActions("fleet.release")
                .addActions("fleet.inspect")
                .setInternal(true))
        .addTenants(Tenant.newBuilder().setName("carol"))
        .build();
  }

  private ExportPlatformResponse export() {
    return admin.exportPlatform(ExportPlatformRequest.getDefaultInstance());
  }

  private ApplyPlatformResponse apply(Platform platform, boolean prunes, String state) {
    return admin.applyPlatform(
        ApplyPlatformRequest.newBuilder()
            .setPlatform(platform)
            .setPrune(prunes)
            .setExpectedState(state)
            .build());
  }

  private static ApplyPlatformRequest dryRun(Platform platform, boolean prunes) {
    return ApplyPlatformRequest.newBuilder()
        .setPlatform(platform)
        .setPrune(prunes)
        .setDryRun(true)
        .build();
  }

  private List<String> administered() {
    return world
        .beside
        .trail
        .search(new AuditQuery().where(AuditQuery.Field.TYPE, "ADMINISTERED"))
        .stream()
        .filter(each -> each.event().parties().actor().equals("operator"))
        .map(each -> each.event().execution().action())
        .filter(action -> !action.isEmpty())
        .toList();
  }

  private static Refusal refusal(Runnable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refused).isNotNull();
    return Refusals.refusalOf(refused).orElseThrow();
  }
}
