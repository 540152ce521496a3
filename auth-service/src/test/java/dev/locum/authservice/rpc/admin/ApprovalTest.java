package dev.locum.authservice.rpc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Operators;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ListApprovalsRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.RejectChangeRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a proposal comes about, and by whom and when it may be approved. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ApprovalTest extends FourEyesWorld {

  @Test
  void rejectedOrExpired_isNeverMade() {
    String rejected = proposed(() -> put(first, trip().toBuilder().setName("a").build()));
    String expired = proposed(() -> put(first, trip().toBuilder().setName("b").build()));

    second.rejectChange(RejectChangeRequest.newBuilder().setApprovalId(rejected).build());
    assertThat(refusal(() -> approve(second, rejected)).getCode()).isEqualTo("STATE_CONFLICT");
    world.beside.clock.advance(Duration.ofDays(7));
    AdminServiceBlockingStub later = operator("later", AdministratorRole.OPERATOR);

    assertThat(refusal(() -> approve(later, expired)).getCode()).isEqualTo("STATE_CONFLICT");
    assertThat(later.listApprovals(ListApprovalsRequest.getDefaultInstance()).getApprovalsList())
        .isEmpty();
    assertThat(routes(later)).extracting(Route::getName).containsExactly("trip");
  }

  @Test
  void approver_mustBeAllowedTheChangeItself() {
    AdminServiceBlockingStub security = operator("guard", AdministratorRole.SECURITY);
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

  /** Nobody is asked to approve what cannot be made. */
  @Test
  void impossibleChange_isRefusedAtOnce_andNotProposed() {
    Route nowhere = trip().toBuilder().setName("a").setTenant("nobody").build();

    assertThat(refusal(() -> put(first, nowhere)).getCode()).isEqualTo("ENTITY_NOT_FOUND");
    assertThat(refusal(() -> put(workerOn("queue-bob"))).getCode()).isEqualTo("ALREADY_OWNED");

    assertThat(first.listApprovals(ListApprovalsRequest.getDefaultInstance()).getApprovalsList())
        .isEmpty();
  }

  private static dev.locum.protocol.admin.v1.Workload workerOn(String queue) {
    return dev.locum.protocol.admin.v1.Workload.newBuilder()
        .setId("another")
        .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
        .setTenant("alice")
        .addTaskQueues(TaskQueueRef.newBuilder().setNamespace("default").setTaskQueue(queue))
        .build();
  }

  @Test
  void twentyProposalsOfOneAdministrator_waitAtMost() {
    String one = proposed(() -> put(first, named(0)));
    for (int i = 1; i < 20; i++) {
      int number = i;
      proposed(() -> put(first, named(number)));
    }

    assertThat(refusal(() -> put(first, named(20))).getCode()).isEqualTo("STATE_CONFLICT");
    proposed(() -> put(second, named(20)));
    second.rejectChange(RejectChangeRequest.newBuilder().setApprovalId(one).build());
    proposed(() -> put(first, named(21)));
  }

  /** It takes effect with the authority of two: both must have it when it does. */
  @Test
  void proposerWhoCountsNoMore_orMayNot_givesNothing() {
    AdminServiceBlockingStub third = operator("third", AdministratorRole.OPERATOR);
    String id = proposed(() -> put(third, named(0)));

    role("third", AdministratorRole.SECURITY);
    assertThat(refusal(() -> approve(second, id)).getDetail()).contains("may not make the change");
    role("third", AdministratorRole.OPERATOR);
    first.setDisabled(
        SetDisabledRequest.newBuilder().setWorkloadId("third").setDisabled(true).build());
    assertThat(refusal(() -> approve(second, id)).getDetail()).contains("counts no more");
    assertThat(routes(first)).extracting(Route::getName).containsExactly("trip");
    enable("third");

    approve(second, id);
    assertThat(routes(first)).hasSize(2);
  }

  /** An administrator of one tenant gives no more alone than one of the platform. */
  @Test
  void proposalOfATenantsAdministrator_isApprovedByThePlatforms() {
    AdminServiceBlockingStub alices =
        admin(
            Operators.register(
                world.beside,
                "alices",
                Optional.of(LoginWorld.ALICE),
                Set.of(AdministratorRole.OPERATOR)));
    PutUserRequest put =
        PutUserRequest.newBuilder()
            .setUser(User.newBuilder().setTenant("alice").setName("new").addRoles("rider"))
            .build();

    approve(second, proposed(() -> alices.putUser(put)));

    assertThat(alices.putUser(put).getUser().getRolesList()).containsExactly("rider");
  }

  private void role(String operator, AdministratorRole role) {
    world.beside.store.write(tx ->
        tx.update(
            "UPDATE workload SET administrator_roles = ? WHERE id = ?", role.name(), operator));
  }

  private void enable(String workload) {
    world.beside.store.write(
        tx -> tx.update("UPDATE workload SET disabled = ? WHERE id = ?", false, workload));
  }

  /** A put replaces as a whole: what was taken away meanwhile would come back. */
  @Test
  void whatHasChangedSince_isNotPutOver() {
    String wider =
        proposed(() -> put(first, trip().toBuilder().addActions("billing.open").build()));
    put(second, trip().toBuilder().clearActions().addActions("fleet.reserve").build());

    Refusal refusal = refusal(() -> approve(second, wider));

    assertThat(refusal.getCode()).isEqualTo("STATE_CONFLICT");
    assertThat(refusal.getDetail()).contains("route trip has changed since", "propose anew");
    assertThat(trip().getActionsList()).containsExactly("fleet.reserve");
  }

  private Route named(int number) {
    return trip().toBuilder().setName("route-" + number).build();
  }
}
