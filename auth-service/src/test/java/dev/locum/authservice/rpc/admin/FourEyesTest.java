package dev.locum.authservice.rpc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.protocol.admin.v1.ApplyPlatformRequest;
import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc.ClientServiceBlockingStub;
import dev.locum.protocol.admin.v1.ExportPlatformRequest;
import dev.locum.protocol.admin.v1.ExportPlatformResponse;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListApprovalsRequest;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.PutClientRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.RotateSecretRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteRef;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.TlsClientAuth;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.UserRef;
import dev.locum.protocol.admin.v1.WorkloadKind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gives more waits for a second administrator; what takes away does not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FourEyesTest extends FourEyesWorld {

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
    proposed(() -> put(worker.toBuilder().setStartsWork(true).build()));
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
    proposed(() ->
        first.putUser(
            PutUserRequest.newBuilder()
                .setUser(User.newBuilder().setTenant("alice").setName("new").addRoles("rider"))
                .build()));
    proposed(() ->
        first.putUser(
            PutUserRequest.newBuilder()
                .setUser(
                    User.newBuilder()
                        .setTenant("alice")
                        .setName("ada")
                        .addRoles("rider")
                        .addRoles("manager"))
                .build()));
    proposed(() ->
        clients()
            .putClient(
                PutClientRequest.newBuilder()
                    .setClient(
                        Client.newBuilder()
                            .setId("shop")
                            .setName("The shop")
                            .setPublic(PublicClient.getDefaultInstance())
                            .addRedirectUris("https://shop.example/cb")
                            .addGrants("authorization_code"))
                    .build()));
    proposed(() ->
        clients()
            .putClient(
                PutClientRequest.newBuilder()
                    .setClient(
                        Client.newBuilder()
                            .setId("till")
                            .setName("The till")
                            .setTlsClientAuth(TlsClientAuth.newBuilder().setSanDns("a.example")))
                    .build()));

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
  void whateverWasDisabled_isEnabledByTwo() {
    for (SetDisabledRequest.Builder what :
        List.of(
            SetDisabledRequest.newBuilder().setTenant("bob"),
            SetDisabledRequest.newBuilder().setWorkloadId("alice-worker"),
            SetDisabledRequest.newBuilder()
                .setUser(UserRef.newBuilder().setTenant("alice").setName("ada")),
            SetDisabledRequest.newBuilder()
                .setRoute(RouteRef.newBuilder().setTenant("alice").setName("trip")))) {
      first.setDisabled(what.setDisabled(true).build());

      String id = proposed(() -> first.setDisabled(what.setDisabled(false).build()));

      approve(second, id);
      assertThat(first.setDisabled(what.setDisabled(false).build()).getChanged())
          .as("enabled already, which gives nothing")
          .isFalse();
    }
    first.setDisabled(SetDisabledRequest.newBuilder().setTenant("bob").setDisabled(true).build());
    PutTenantRequest.Builder bob =
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("bob"));
    proposed(() -> first.putTenant(bob.build()));
    assertThat(first.putTenant(bob.setKeepState(true).build()).getTenant().getDisabled()).isTrue();
    first.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("carol")).build());
  }

  /** The other way to all of it weighs it, too. */
  @Test
  void applyOfUsersAndTenants_waitsOnlyIfItGives() {
    Platform.Builder given =
        Platform.newBuilder()
            .addUsers(User.newBuilder().setTenant("alice").setName("ada").addRoles("rider"))
            .addTenants(Tenant.newBuilder().setName("bob"));
    Platform.Builder taken =
        Platform.newBuilder()
            .addUsers(User.newBuilder().setTenant("alice").setName("ada").setDisabled(true))
            .addTenants(Tenant.newBuilder().setName("bob").setDisabled(true));

    apply(taken);
    proposed(() -> apply(given.clone().clearTenants()));
    proposed(() -> apply(given.clone().clearUsers()));
    proposed(() ->
        apply(Platform.newBuilder().addUsers(User.newBuilder().setTenant("alice").setName("new"))));
    apply(Platform.newBuilder().addTenants(Tenant.newBuilder().setName("carol")));
  }

  /** A document tells of no password: who approves it must know of the one that there is. */
  @Test
  void applyThatEnablesAUser_isVoidOnceTheirPasswordWasSet() {
    Platform.Builder ada =
        Platform.newBuilder()
            .addUsers(User.newBuilder().setTenant("alice").setName("ada").addRoles("rider"));
    first.setDisabled(
        SetDisabledRequest.newBuilder()
            .setUser(UserRef.newBuilder().setTenant("alice").setName("ada"))
            .setDisabled(true)
            .build());
    String before = proposed(() -> apply(ada));

    first.setPassword(
        SetPasswordRequest.newBuilder()
            .setTenant("alice")
            .setName("ada")
            .setPassword("long enough a phrase")
            .build());

    assertThat(refusal(() -> approve(second, before)).getDetail()).contains("has changed since");
    approve(second, proposed(() -> apply(ada)));
  }

  private void apply(Platform.Builder platform) {
    first.applyPlatform(
        ApplyPlatformRequest.newBuilder()
            .setExpectedState(
                first.exportPlatform(ExportPlatformRequest.getDefaultInstance()).getState())
            .setPlatform(platform)
            .build());
  }

  /** Whoever held it could be whom it proves, whoever approved; and a proposal would keep it. */
  @Test
  void secretsAndPasswords_areGivenToNobody() {
    for (String workload : List.of("second", "alice-worker", "trigger")) {
      assertThat(
              refusal(() ->
                      first.issueApiKey(
                          IssueApiKeyRequest.newBuilder().setWorkloadId(workload).build()))
                  .getCode())
          .isEqualTo("STATE_CONFLICT");
    }
    assertThat(
            refusal(() ->
                    clients().rotateSecret(RotateSecretRequest.newBuilder().setId("shop").build()))
                .getDetail())
        .contains("no secrets under four eyes");
    SetPasswordRequest password =
        SetPasswordRequest.newBuilder()
            .setTenant("alice")
            .setName("ada")
            .setPassword("long enough a phrase")
            .build();
    SetDisabledRequest.Builder ada =
        SetDisabledRequest.newBuilder()
            .setUser(UserRef.newBuilder().setTenant("alice").setName("ada"));
    assertThat(refusal(() -> first.setPassword(password)).getCode()).isEqualTo("STATE_CONFLICT");
    first.setDisabled(ada.setDisabled(true).build());
    String before = proposed(() -> first.setDisabled(ada.setDisabled(false).build()));
    first.setPassword(password);
    assertThat(refusal(() -> approve(second, before)).getDetail())
        .as("the approver knew of no new password")
        .contains("has changed since");
    approve(second, proposed(() -> first.setDisabled(ada.setDisabled(false).build())));
    assertThat(second.listApprovals(ListApprovalsRequest.getDefaultInstance()).toString())
        .doesNotContain("phrase");
  }

  /** Said once more: whoever adds to the list must add here. */
  @Test
  void whatTakesEffectAtOnce_isListed_andNothingElseEscapes() {
    assertThat(AtOnce.methods())
        .extracting(name -> name.substring(name.indexOf('/') + 1))
        .containsExactlyInAnyOrder(
            "RemoveTenant",
            "RemoveRole",
            "RemoveWorkload",
            "RemoveNamespace",
            "RemoveRoute",
            "RemoveDownstream",
            "RemoveClient",
            "RevokeApiKeys",
            "RevokeSession",
            "RotateKey",
            "RevokeKey",
            "RewrapKeys",
            "ApproveChange",
            "RejectChange");
    assertThat(Change.of("something new", (tx, event) -> "").widening())
        .as("of which nothing is said")
        .isSameAs(Widening.ALWAYS);
  }

  private ClientServiceBlockingStub clients() {
    return ClientServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.OPERATOR))
        .withDeadlineAfter(100, TimeUnit.SECONDS);
  }
}
