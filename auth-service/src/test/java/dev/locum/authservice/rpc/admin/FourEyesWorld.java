package dev.locum.authservice.rpc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.Operators;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ApproveChangeRequest;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.settings.AuthServiceSettings;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An auth service with four eyes: two administrators, and what tests of it ask. */
abstract class FourEyesWorld {

  @SuppressWarnings("NullAway.Init") // each test starts its own
  ProcessWorld world;

  @SuppressWarnings("NullAway.Init") // each test starts its own
  AdminServiceBlockingStub first;

  @SuppressWarnings("NullAway.Init") // each test starts its own
  AdminServiceBlockingStub second;

  @BeforeEach
  void open(@TempDir Path directory) {
    world =
        ProcessWorld.open(
            directory,
            (settings, clock) -> AuthServiceProcess.start(withFourEyes(settings), clock));
    first = admin(world.apiKey(ProcessWorld.OPERATOR));
    second = operator("second", AdministratorRole.OPERATOR);
  }

  @AfterEach
  void close() {
    world.close();
  }

  final AdminServiceBlockingStub operator(String id, AdministratorRole role) {
    return admin(Operators.register(world.beside, id, role));
  }

  static AuthServiceSettings withFourEyes(AuthServiceSettings settings) {
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
        settings.proofs(),
        settings.federation(),
        settings.limits(),
        settings.traces());
  }

  final AdminServiceBlockingStub admin(String apiKey) {
    return AdminServiceGrpc.newBlockingStub(ProcessWorld.proven(world.grpc(), apiKey))
        .withDeadlineAfter(100, TimeUnit.SECONDS);
  }

  static void put(AdminServiceBlockingStub admin, Route route) {
    admin.putRoute(PutRouteRequest.newBuilder().setRoute(route).build());
  }

  static void approve(AdminServiceBlockingStub admin, String id) {
    admin.approveChange(ApproveChangeRequest.newBuilder().setApprovalId(id).build());
  }

  final Route trip() {
    return routes(first).stream()
        .filter(route -> route.getName().equals("trip"))
        .findFirst()
        .orElseThrow();
  }

  static List<Route> routes(AdminServiceBlockingStub admin) {
    return admin
        .listRoutes(ListRoutesRequest.newBuilder().setTenant("alice").build())
        .getRoutesList();
  }

  final List<String> trail() {
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
  static String proposed(Runnable call) {
    Refusal refusal = refusal(call);
    assertThat(refusal.getCode()).isEqualTo("APPROVAL_NEEDED");
    assertThat(refusal.getDetail()).startsWith("approval ");
    return refusal.getDetail().substring("approval ".length());
  }

  static Refusal refusal(Runnable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refused).isNotNull();
    return Refusals.refusalOf(refused).orElseThrow();
  }

  final void put(dev.locum.protocol.admin.v1.Workload workload) {
    first.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
  }
}
