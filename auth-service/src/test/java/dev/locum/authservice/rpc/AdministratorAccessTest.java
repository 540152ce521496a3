package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Operators;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListSessionsRequest;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.RevokeApiKeysRequest;
import dev.locum.protocol.admin.v1.RevokeSessionRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.RouteRef;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.UserRef;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.TenantId;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each role of administrators at each method, over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdministratorAccessTest {

  /**
   * Who may call what, said once more: V(iewer), O(perator), S(ecurity), A(dministrator), and t: an
   * operator of one tenant. Methods that are not for operators at all are not here.
   */
  private static final Map<String, String> MATRIX = matrix();

  private static final Map<String, Set<AdministratorRole>> ROLES =
      Map.of(
          "V", Set.of(AdministratorRole.VIEWER),
          "O", Set.of(AdministratorRole.OPERATOR),
          "S", Set.of(AdministratorRole.SECURITY),
          "A", Set.of(AdministratorRole.ADMINISTRATOR),
          "t", Set.of(AdministratorRole.OPERATOR));

  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private ProcessWorld world;

  private static Map<String, String> matrix() {
    Map<String, String> matrix = new LinkedHashMap<>();
    for (String line :
        List.of(
            "VOSAt IssueServiceToken GetKeySet IntrospectToken DescribeSelf",
            "VOSAt ListUsers ListRoles ListRoutes ListWorkloads ListSessions SearchEvents"
                + " TailEvents",
            "VOSAt GetDelegation ListDelegations",
            "VOSA GetClient ListClients",
            "OA PutClient RemoveClient RotateSecret",
            "VOSA ListTenants ListNamespaces ListDownstreams ListKeys ExportPlatform ListApprovals",
            "OA PutTenant RemoveTenant PutWorkload RemoveWorkload PutNamespace RemoveNamespace",
            "OA PutRoute RemoveRoute PutDownstream RemoveDownstream ApplyPlatform",
            "OAt PutUser SetPassword PutRole RemoveRole IssueApiKey",
            "SA RotateKey RevokeKey RewrapKeys",
            "OSA ApproveChange RejectChange",
            "OSAt SetDisabled RevokeApiKeys RevokeSession RevokeDelegation")) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        matrix.put(words[i], words[0]);
      }
    }
    return matrix;
  }

  @BeforeAll
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
    ROLES.forEach((letter, roles) -> {
      Optional<TenantId> tenant =
          letter.equals("t") ? Optional.of(LoginWorld.ALICE) : Optional.empty();
      String id = "admin-" + letter.toLowerCase(Locale.ROOT);
      String key = Operators.register(world.beside, id, tenant, roles);
      channels.put(letter, ProcessWorld.proven(world.grpc(), key));
    });
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void matrix_namesEveryMethodThatIsForOperators_andNoOther() {
    List<String> forOperators = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : Served.methods()) {
      if (MethodAccess.of(method.getFullMethodName())
          .orElseThrow()
          .kinds()
          .contains(WorkloadKind.OPERATOR)) {
        forOperators.add(bareName(method));
      }
    }

    assertThat(MATRIX.keySet()).containsExactlyInAnyOrderElementsOf(forOperators);
    assertThat(AdministratorAccess.methods()).hasSize(MATRIX.size() + 2); // and health
  }

  @ParameterizedTest
  @MethodSource("dev.locum.authservice.rpc.Served#names")
  void everyRoleAtEveryMethod_passesTheGateExactlyAsTheMatrixSays(String name) {
    MethodDescriptor<?, ?> method = Served.method(name);
    String allowed = MATRIX.get(bareName(method));
    if (allowed == null) {
      return; // MethodAccess refuses every operator: WireTest.
    }
    boolean isEndless = method.getType() != MethodDescriptor.MethodType.UNARY;
    channels.forEach((letter, channel) -> {
      boolean isAllowed = allowed.contains(letter);
      if (!isEndless || !isAllowed) {
        assertThat(stoppedAtTheGate(channel, method))
            .as(letter + " at " + name)
            .isEqualTo(isAllowed ? Optional.empty() : Optional.of("CALLER_NOT_ALLOWED"));
      }
    });
  }

  @Test
  void administratorOfATenant_reachesNothingOfAnother() {
    Channel alices = channel("t");
    AdminServiceBlockingStub admin = admin("t");

    assertThat(
            admin
                .listUsers(ListUsersRequest.newBuilder().setTenant("alice").build())
                .getUsersList())
        .isNotEmpty();
    for (Runnable call :
        List.<Runnable>of(
            () -> admin.listUsers(ListUsersRequest.newBuilder().setTenant("bob").build()),
            () -> admin.listUsers(ListUsersRequest.newBuilder().setTenant("nobody").build()),
            () -> admin.listSessions(ListSessionsRequest.newBuilder().setTenant("bob").build()),
            () -> admin.listWorkloads(ListWorkloadsRequest.newBuilder().setTenant("bob").build()),
            () ->
                admin.putUser(
                    PutUserRequest.newBuilder()
                        .setUser(User.newBuilder().setTenant("bob").setName("eve"))
                        .build()),
            () ->
                admin.putRole(
                    PutRoleRequest.newBuilder()
                        .setRole(Role.newBuilder().setTenant("bob").setName("r"))
                        .build()),
            () ->
                admin.setPassword(
                    SetPasswordRequest.newBuilder()
                        .setTenant("bob")
                        .setName("ben")
                        .setPassword("long enough a phrase")
                        .build()),
            () ->
                admin.issueApiKey(
                    IssueApiKeyRequest.newBuilder().setWorkloadId("bob-worker").build()),
            () ->
                admin.revokeApiKeys(
                    RevokeApiKeysRequest.newBuilder().setWorkloadId("bob-worker").build()),
            () -> disable(admin, SetDisabledRequest.newBuilder().setWorkloadId("trigger")),
            () -> disable(admin, SetDisabledRequest.newBuilder().setWorkloadId("bob-worker")),
            () -> disable(admin, SetDisabledRequest.newBuilder().setWorkloadId("nobody")),
            () ->
                admin.revokeSession(
                    RevokeSessionRequest.newBuilder().setSessionId(sessionOfBobs()).build()),
            () ->
                disable(
                    admin,
                    SetDisabledRequest.newBuilder()
                        .setUser(UserRef.newBuilder().setTenant("bob").setName("ben"))),
            () ->
                disable(
                    admin,
                    SetDisabledRequest.newBuilder()
                        .setRoute(RouteRef.newBuilder().setTenant("bob").setName("trip"))),
            () ->
                AuditServiceGrpc.newBlockingStub(alices)
                    .searchEvents(SearchEventsRequest.newBuilder().setTenant("bob").build()),
            () ->
                DelegationServiceGrpc.newBlockingStub(alices)
                    .listDelegations(
                        ListDelegationsRequest.newBuilder().setTenant("bob").build()))) {
      world.beside.forgetEvents();
      Refusal refusal = refusal(call);
      assertThat(refusal.getCode()).isEqualTo("ENTITY_NOT_FOUND");
      assertThat(refusal.getDetail()).as("what is there and what is not look alike").isEmpty();
      assertThat(world.beside.events())
          .as("each is in the trail, with what the caller is not told")
          .singleElement()
          .satisfies(event -> {
            assertThat(event.parties().actor()).isEqualTo("admin-t");
            assertThat(event.decision().isAllowed()).isFalse();
          });
    }
    for (Runnable call :
        List.<Runnable>of(
            () -> admin.listWorkloads(ListWorkloadsRequest.getDefaultInstance()),
            () -> disable(admin, SetDisabledRequest.newBuilder().setTenant("alice")),
            () -> disable(admin, SetDisabledRequest.newBuilder().setTenant("bob")))) {
      assertThat(refusal(call).getCode()).as("the platform's").isEqualTo("CALLER_NOT_ALLOWED");
    }
    assertThat(
            AuditServiceGrpc.newBlockingStub(alices)
                .searchEvents(SearchEventsRequest.newBuilder().setPageSize(500).build())
                .getEventsList())
        .allSatisfy(event -> assertThat(event.getTenant()).isEqualTo("alice"));
  }

  private String sessionOfBobs() {
    return world.beside.store.write(tx -> {
      tx.update(
          "INSERT INTO login_session (id, subject, client, generation, started_at, expires_at,"
              + " end_reason) SELECT 'bobs-session', subject, 'cli', 0, 0, 0, '' FROM user_account"
              + " WHERE tenant = 'bob' ON CONFLICT (id) DO NOTHING");
      return "bobs-session";
    });
  }

  // An id of a workload is the whole platform's: whoever may put one finds out which are taken.
  @Test
  void workload_putByATenantsOperator_isAnsweredAlikeWhetherItsIdIsTakenOrFree() {
    AdminServiceBlockingStub admin = admin("t");
    for (String id : List.of("bob-worker", "free", "alice-worker")) {
      Refusal refusal =
          refusal(() ->
              admin.putWorkload(
                  PutWorkloadRequest.newBuilder()
                      .setWorkload(
                          dev.locum.protocol.admin.v1.Workload.newBuilder()
                              .setId(id)
                              .setTenant("alice")
                              .setKind(
                                  dev.locum.protocol.admin.v1.WorkloadKind.WORKLOAD_KIND_WORKER))
                      .build()));

      assertThat(refusal.getCode()).as(id).isEqualTo("CALLER_NOT_ALLOWED");
      assertThat(refusal.getDetail()).as(id).isEmpty();
    }
  }

  /** Whoever takes away for the sake of security does not decide that it is well again. */
  @Test
  void security_disables_andEnablesNothing() {
    AdminServiceBlockingStub security = admin("S");
    for (SetDisabledRequest.Builder what :
        List.of(
            SetDisabledRequest.newBuilder().setWorkloadId("alice-starter"),
            SetDisabledRequest.newBuilder().setTenant("bob"),
            SetDisabledRequest.newBuilder()
                .setUser(UserRef.newBuilder().setTenant("bob").setName("ben")),
            SetDisabledRequest.newBuilder()
                .setRoute(RouteRef.newBuilder().setTenant("alice").setName("trip")))) {
      disable(security, what);
      SetDisabledRequest enable = what.setDisabled(false).build();
      assertThat(code(() -> security.setDisabled(enable))).isEqualTo("CALLER_NOT_ALLOWED");
      assertThat(admin("O").setDisabled(enable).getChanged()).isTrue();
    }
  }

  @Test
  void administrators_areMadeAndTakenAwayByFullOnesAlone() {
    // Whoever may make an administrator is one: the role OPERATOR must not reach it by any way.
    AdminServiceBlockingStub operator = admin("O");
    AdminServiceBlockingStub security = admin("S");
    dev.locum.protocol.admin.v1.Workload mine =
        dev.locum.protocol.admin.v1.Workload.newBuilder()
            .setId("mine")
            .setKind(dev.locum.protocol.admin.v1.WorkloadKind.WORKLOAD_KIND_OPERATOR)
            .addAdministratorRoles(
                dev.locum.protocol.admin.v1.AdministratorRole.ADMINISTRATOR_ROLE_VIEWER)
            .build();

    for (Runnable call :
        List.<Runnable>of(
            () -> operator.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(mine).build()),
            () ->
                operator.issueApiKey(
                    IssueApiKeyRequest.newBuilder().setWorkloadId("admin-a").build()),
            () -> disable(operator, SetDisabledRequest.newBuilder().setWorkloadId("admin-a")),
            () -> disable(security, SetDisabledRequest.newBuilder().setWorkloadId("admin-a")),
            () ->
                security.revokeApiKeys(
                    RevokeApiKeysRequest.newBuilder().setWorkloadId("admin-a").build()))) {
      assertThat(code(call)).isEqualTo("CALLER_NOT_ALLOWED");
    }
    admin("A").putWorkload(PutWorkloadRequest.newBuilder().setWorkload(mine).build());
    assertThat(
            code(() ->
                admin("A")
                    .putWorkload(
                        PutWorkloadRequest.newBuilder()
                            .setWorkload(mine.toBuilder().clearAdministratorRoles())
                            .build())))
        .as("absence denies")
        .isEqualTo("REQUEST_INVALID");
  }

  private static void disable(AdminServiceBlockingStub admin, SetDisabledRequest.Builder what) {
    admin.setDisabled(what.setDisabled(true).build());
  }

  private AdminServiceBlockingStub admin(String letter) {
    return AdminServiceGrpc.newBlockingStub(channel(letter))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private Channel channel(String letter) {
    return Objects.requireNonNull(channels.get(letter));
  }

  private static String code(Runnable call) {
    return refusal(call).getCode();
  }

  private static Refusal refusal(Runnable call) {
    try {
      call.run();
      return Refusal.newBuilder().setCode("allowed").build();
    } catch (StatusRuntimeException e) {
      return Refusals.refusalOf(e).orElseThrow();
    }
  }

  private static String bareName(MethodDescriptor<?, ?> method) {
    return Objects.requireNonNull(method.getBareMethodName());
  }

  /** Why the gate refused an empty request; empty: it let it through, whatever became of it. */
  private Optional<String> stoppedAtTheGate(Channel channel, MethodDescriptor<?, ?> method) {
    String id = UUID.randomUUID().toString();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-locum-correlation-id", Metadata.ASCII_STRING_MARSHALLER), id);
    code(() ->
        Served.call(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
            method,
            Served.emptyRequest(method)));
    return world
        .beside
        .trail
        .search(
            new AuditQuery()
                .where(AuditQuery.Field.CORRELATION_ID, id)
                .where(AuditQuery.Field.TYPE, "CALL_AUTHORIZED"))
        .stream()
        .map(each -> each.event().decision().reason())
        .findFirst();
  }
}
