package dev.locum.authservice.rpc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.audit.StoredEvent;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.AdministratorRole;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.ListSessionsRequest;
import dev.locum.protocol.admin.v1.ListSessionsResponse;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.RemoveDownstreamRequest;
import dev.locum.protocol.admin.v1.RemoveNamespaceRequest;
import dev.locum.protocol.admin.v1.RemoveRoleRequest;
import dev.locum.protocol.admin.v1.RemoveRouteRequest;
import dev.locum.protocol.admin.v1.RemoveTenantRequest;
import dev.locum.protocol.admin.v1.RemoveWorkloadRequest;
import dev.locum.protocol.admin.v1.RevokeApiKeysRequest;
import dev.locum.protocol.admin.v1.RevokeSessionRequest;
import dev.locum.protocol.admin.v1.RouteRef;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.UserRef;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What administrators may take away, over real sockets; one class per database extends it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class AdministrationContract {

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
  void remove_ofWhatIsInUse_isRefusedAndNamesTheUse() {
    assertRefused("tenant alice: in use by user ada", () -> removeTenant("alice"));
    assertRefused("role alice/rider: in use by user ada", () -> removeRole("rider"));
    assertRefused("route alice/trip: in use by role rider", () -> removeRoute("trip"));
    assertRefused("downstream fleet: in use by route alice/trip", () -> removeDownstream("fleet"));
    assertRefused(
        "workload alice-worker: in use by the queue default/queue-alice of route alice/trip",
        () -> removeWorkload("alice-worker"));
    assertRefused("workload fleet: in use by route alice/trip", () -> removeWorkload("fleet"));

    assertThat(roles()).containsExactly("rider");
    assertThat(routes()).containsExactly("trip");
  }

  @Test
  void remove_ofWhatIsNotThere_saysWhat() {
    assertThat(
            List.of(
                refusal(() -> removeTenant("nobody")),
                refusal(() -> removeRole("nobody")),
                refusal(() -> removeRoute("nobody")),
                refusal(() -> removeDownstream("nobody")),
                refusal(() -> removeWorkload("nobody")),
                refusal(() ->
                    admin.removeNamespace(
                        RemoveNamespaceRequest.newBuilder().setName("nobody").build()))))
        .allSatisfy(refusal -> {
          assertThat(refusal.getCode()).isEqualTo("ENTITY_NOT_FOUND");
          assertThat(refusal.getDetail()).isNotEmpty();
        });
  }

  @Test
  void remove_fromTheLeafUp_leavesNothing_andTellsOfEach() {
    putAda();
    removeRole("rider");
    removeRoute("trip");
    removeWorkload("alice-worker");
    removeWorkload("alice-starter");
    removeWorkload("fleet");
    removeDownstream("fleet");

    assertThat(roles()).isEmpty();
    assertThat(routes()).isEmpty();
    assertThat(workloads()).doesNotContain("alice-worker", "alice-starter", "fleet");
    assertThat(administered())
        .contains(
            "operator ALLOWED role rider removed",
            "operator ALLOWED route trip removed",
            "operator ALLOWED workload fleet removed",
            "operator ALLOWED downstream fleet removed");
  }

  @Test
  void removedWorkload_isNobodyWithItsNextCall_andItsIdIsKeptForItsTenant() {
    // S3-28: what it proved itself by is gone with it.
    Channel starter = world.grpcAs(ProcessWorld.STARTER);

    removeWorkload("alice-starter");

    assertThat(refusal(() -> introspect(starter)).getCode()).isEqualTo("CREDENTIAL_REJECTED");
    Workload bobs =
        Workload.newBuilder()
            .setId("alice-starter")
            .setKind(WorkloadKind.WORKLOAD_KIND_STARTER)
            .setTenant("bob")
            .build();
    assertThat(refusal(() -> putWorkload(bobs)).getCode()).isEqualTo("STATE_CONFLICT");
    putWorkload(bobs.toBuilder().setTenant("alice").build());
  }

  @Test
  void removedTenant_thatHadUsers_isRefused_sinceItsTrailIsThere() {
    admin.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("carol")).build());
    removeTenant("carol");
    admin.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("carol")).build());
    admin.putUser(
        PutUserRequest.newBuilder()
            .setUser(User.newBuilder().setTenant("carol").setName("cyd"))
            .build());

    assertRefused("tenant carol: in use by user cyd", () -> removeTenant("carol"));
  }

  @Test
  void lastOperator_canBeNeitherRemovedNorDisabled_inAnyWay() {
    String conflict = "workload operator: no other administrator counts";
    Workload disabled =
        Workload.newBuilder()
            .setId("operator")
            .setKind(WorkloadKind.WORKLOAD_KIND_OPERATOR)
            .addAdministratorRoles(AdministratorRole.ADMINISTRATOR_ROLE_ADMINISTRATOR)
            .setDisabled(true)
            .build();

    assertRefused(conflict, () -> removeWorkload("operator"));
    assertRefused(conflict, () -> setDisabled(workload("operator")));
    assertRefused(conflict, () -> putWorkload(disabled));

    assertRefused(
        conflict,
        () ->
            admin.revokeApiKeys(
                RevokeApiKeysRequest.newBuilder().setWorkloadId("operator").build()));

    putWorkload(disabled.toBuilder().setId("second").setDisabled(false).build());
    assertRefused(conflict, () -> removeWorkload("operator")); // nobody could log in as second
    admin.issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId("second").build());
    removeWorkload("operator");
  }

  @Test
  void apiKeysRevoked_noneCounts_andServiceAsksForAnother() {
    String other =
        admin
            .issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId("billing").build())
            .getApiKey();

    int revoked =
        admin
            .revokeApiKeys(RevokeApiKeysRequest.newBuilder().setWorkloadId("billing").build())
            .getRevoked();

    assertThat(revoked).isEqualTo(2);
    assertThat(refusal(() -> world.grpcAs(ProcessWorld.BILLING)).getCode())
        .isEqualTo("CREDENTIAL_REJECTED");
    assertThat(refusal(() -> ProcessWorld.proven(world.grpc(), other)).getCode())
        .isEqualTo("CREDENTIAL_REJECTED");
  }

  @Test
  void session_isListedUntilItIsRevoked_andItsTokensEndWithIt() {
    // S3-30, S3-88
    String access = world.login().path("access_token").asText();
    ListSessionsResponse listed = sessions("ada");
    assertThat(listed.getSessionsList())
        .singleElement()
        .satisfies(session -> {
          assertThat(session.getClient()).isEqualTo(LoginWorld.CLIENT);
          assertThat(session.getUser()).isEqualTo("ada");
        });
    assertThat(isActive(access)).isTrue();
    String id = listed.getSessions(0).getSessionId();

    assertThat(revoke(id)).isTrue();

    assertThat(isActive(access)).isFalse();
    assertThat(sessions("").getSessionsList()).isEmpty();
    assertThat(revoke(id)).as("again").isFalse();
    assertThat(events(AuditEventType.LOGOUT))
        .first()
        .satisfies(event -> {
          assertThat(event.parties().actor()).isEqualTo("operator");
          assertThat(event.parties().session()).isEqualTo(id);
        });
  }

  @Test
  void sessions_ofAnotherTenantOrUser_areNotAmongThem() {
    world.login();

    assertThat(sessions("nobody").getSessionsList()).isEmpty();
    assertThat(
            admin
                .listSessions(ListSessionsRequest.newBuilder().setTenant("bob").build())
                .getSessionsList())
        .isEmpty();
  }

  @Test
  void putWithKeepState_leavesADisabledUserDisabled() {
    setDisabled(ada());

    admin.putUser(
        PutUserRequest.newBuilder()
            .setKeepState(true)
            .setUser(User.newBuilder().setTenant("alice").setName("ada").addRoles("viewer"))
            .build());

    assertThat(adasState().getDisabled()).isTrue();
    assertThat(adasState().getRolesList()).containsExactly("viewer");
  }

  @Test
  void setDisabled_besideAnotherWriter_losesNothingOfEither() throws Exception {
    // Fixed fault: disabling was read, then put, so that it undid what was put meanwhile.
    List<Callable<Object>> writers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int round = i;
      writers.add(() -> setDisabled(ada()));
      writers.add(() ->
          admin.putUser(
              PutUserRequest.newBuilder()
                  .setKeepState(true)
                  .setUser(
                      User.newBuilder()
                          .setTenant("alice")
                          .setName("ada")
                          .addRoles("role-" + round)
                          .addRoles("kept"))
                  .build()));
    }

    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Object> each : callers.invokeAll(writers)) {
        each.get();
      }
    }

    assertThat(adasState().getDisabled()).as("once disabled, put keeps it").isTrue();
    assertThat(adasState().getRolesList()).as("disabling keeps the roles put").contains("kept");
  }

  @Test
  void setDisabled_ofEachKind_takesEffectAndTellsWhetherItChanged() {
    for (SetDisabledRequest.Builder each :
        List.of(
            ada(),
            workload("billing"),
            SetDisabledRequest.newBuilder()
                .setRoute(RouteRef.newBuilder().setTenant("alice").setName("trip")),
            SetDisabledRequest.newBuilder().setTenant("alice"))) {
      assertThat(setDisabled(each)).isTrue();
      assertThat(setDisabled(each)).as("again").isFalse();
    }
    assertThat(refusal(() -> setDisabled(SetDisabledRequest.newBuilder())).getCode())
        .isEqualTo("REQUEST_INVALID");
    assertThat(refusal(() -> setDisabled(workload("nobody"))).getDetail())
        .isEqualTo("workload nobody");
  }

  private void putAda() {
    admin.putUser(
        PutUserRequest.newBuilder()
            .setUser(User.newBuilder().setTenant("alice").setName("ada"))
            .build());
  }

  private User adasState() {
    return admin
        .listUsers(ListUsersRequest.newBuilder().setTenant("alice").build())
        .getUsersList()
        .stream()
        .filter(user -> user.getName().equals("ada"))
        .findFirst()
        .orElseThrow();
  }

  private static SetDisabledRequest.Builder ada() {
    return SetDisabledRequest.newBuilder()
        .setUser(UserRef.newBuilder().setTenant("alice").setName("ada"));
  }

  private static SetDisabledRequest.Builder workload(String id) {
    return SetDisabledRequest.newBuilder().setWorkloadId(id);
  }

  private boolean setDisabled(SetDisabledRequest.Builder what) {
    return admin.setDisabled(what.setDisabled(true).build()).getChanged();
  }

  private ListSessionsResponse sessions(String user) {
    return admin.listSessions(
        ListSessionsRequest.newBuilder().setTenant("alice").setUser(user).build());
  }

  private boolean revoke(String session) {
    return admin
        .revokeSession(RevokeSessionRequest.newBuilder().setSessionId(session).build())
        .getEnded();
  }

  private boolean isActive(String access) {
    return TokenServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.TRIGGER))
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .introspectToken(IntrospectTokenRequest.newBuilder().setToken(access).build())
        .getActive();
  }

  private static void introspect(Channel channel) {
    TokenServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .introspectToken(IntrospectTokenRequest.newBuilder().setToken("x").build());
  }

  private void putWorkload(Workload workload) {
    admin.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
  }

  private void removeTenant(String name) {
    admin.removeTenant(RemoveTenantRequest.newBuilder().setTenant(name).build());
  }

  private void removeRole(String name) {
    admin.removeRole(RemoveRoleRequest.newBuilder().setTenant("alice").setName(name).build());
  }

  private void removeRoute(String name) {
    admin.removeRoute(RemoveRouteRequest.newBuilder().setTenant("alice").setName(name).build());
  }

  private void removeDownstream(String name) {
    admin.removeDownstream(RemoveDownstreamRequest.newBuilder().setName(name).build());
  }

  private void removeWorkload(String id) {
    admin.removeWorkload(RemoveWorkloadRequest.newBuilder().setWorkloadId(id).build());
  }

  private List<String> roles() {
    return admin
        .listRoles(ListRolesRequest.newBuilder().setTenant("alice").build())
        .getRolesList()
        .stream()
        .map(role -> role.getName())
        .toList();
  }

  private List<String> routes() {
    return admin
        .listRoutes(ListRoutesRequest.newBuilder().setTenant("alice").build())
        .getRoutesList()
        .stream()
        .map(route -> route.getName())
        .toList();
  }

  private List<String> workloads() {
    return admin
        .listWorkloads(ListWorkloadsRequest.getDefaultInstance())
        .getWorkloadsList()
        .stream()
        .map(Workload::getId)
        .toList();
  }

  private List<String> administered() {
    return events(AuditEventType.ADMINISTERED).stream()
        .map(event ->
            event.parties().actor()
                + " "
                + event.decision().outcome()
                + " "
                + event.execution().action())
        .toList();
  }

  private List<AuditEvent> events(AuditEventType type) {
    return world
        .beside
        .trail
        .search(new AuditQuery().where(AuditQuery.Field.TYPE, type.name()).newestFirst())
        .stream()
        .map(StoredEvent::event)
        .toList();
  }

  /** Refused, with the same words in the answer and in the trail. */
  private void assertRefused(String detail, Runnable call) {
    Refusal refusal = refusal(call);
    assertThat(refusal.getCode()).isEqualTo("STATE_CONFLICT");
    assertThat(refusal.getDetail()).isEqualTo(detail);
    assertThat(events(AuditEventType.ADMINISTERED))
        .first()
        .satisfies(event -> {
          assertThat(event.decision().reason()).isEqualTo("STATE_CONFLICT");
          assertThat(event.decision().detail()).isEqualTo(detail);
          assertThat(event.parties().actor()).isEqualTo("operator");
        });
  }

  private static Refusal refusal(Runnable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refused).isNotNull();
    return Refusals.refusalOf(refused).orElseThrow();
  }
}
