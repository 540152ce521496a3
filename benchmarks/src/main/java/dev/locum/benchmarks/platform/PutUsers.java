package dev.locum.benchmarks.platform;

import com.google.protobuf.Duration;
import dev.locum.cli.oauth.BrowserStandIn;
import dev.locum.cli.oauth.DeviceCode;
import dev.locum.cli.oauth.DevicePoll;
import dev.locum.cli.oauth.IssuerHttp;
import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.DownstreamMode;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteDownstream;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.token.WorkloadId;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a tenant with a user, a trigger, a worker and a downstream into an auth service that has
 * just been started, and logs the user in as often as there are connections. Leaves keys and tokens
 * in {@code authority.txt}: a name, a blank and a value on each line.
 */
public final class PutUsers {

  private static final String TENANT = "bench";
  private static final String USER = "ada";
  private static final String TRIGGER = "trigger";
  private static final String ROUTE = "trip";
  private static final String DOWNSTREAM = "fleet";
  private static final String ACTION = "fleet.use";

  /** Of a user who ends with the benchmark, on loopback alone. */
  private static final String PASSWORD = "correct-horse-battery";

  private static final int LONGEST_TICKET_SECONDS = 900;

  private final AdminServiceBlockingStub admin;
  private final List<String> lines = new ArrayList<>();
  private String accessToken = "";

  private PutUsers(AdminServiceBlockingStub admin) {
    this.admin = admin;
  }

  /**
   * Puts everything.
   *
   * @param arguments directory with {@code operator.jwk}, the auth service's address, its issuer,
   *     how many logins
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    URI issuer = URI.create(arguments[2]);
    ManagedChannel channel = OperatorChannel.plaintext(arguments[1]);
    try {
      PutUsers users =
          new PutUsers(
              AdminServiceGrpc.newBlockingStub(channel)
                  .withCallCredentials(
                      OperatorChannel.credentials(channel, directory, issuer.toString())));
      users.put();
      users.logIn(issuer, Integer.parseInt(arguments[3]));
      users.startWork(channel, issuer.toString());
      Path file = directory.resolve("authority.txt");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, users.lines);
    } finally {
      channel.shutdownNow();
    }
  }

  private void put() {
    admin.putTenant(
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName(TENANT)).build());
    admin.putDownstream(
        PutDownstreamRequest.newBuilder()
            .setDownstream(Downstream.newBuilder().setName(DOWNSTREAM).addActions(ACTION))
            .build());
    put(Workload.newBuilder().setId(TRIGGER).setKind(WorkloadKind.WORKLOAD_KIND_TRIGGER));
    put(
        Workload.newBuilder()
            .setId("worker")
            .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
            .setTenant(TENANT)
            .addTaskQueues(TaskQueueRef.newBuilder().setNamespace(TENANT).setTaskQueue(TENANT))
            .addServiceAudiences(DOWNSTREAM));
    put(
        Workload.newBuilder()
            .setId(DOWNSTREAM)
            .setKind(WorkloadKind.WORKLOAD_KIND_DOWNSTREAM)
            .setDownstream(DOWNSTREAM));
    putRoute();
    admin.putRole(
        PutRoleRequest.newBuilder()
            .setRole(
                Role.newBuilder()
                    .setTenant(TENANT)
                    .setName("rider")
                    .addRoutes(ROUTE)
                    .addActions(ACTION))
            .build());
    admin.putUser(
        PutUserRequest.newBuilder()
            .setUser(User.newBuilder().setTenant(TENANT).setName(USER).addRoles("rider"))
            .build());
    admin.setPassword(
        SetPasswordRequest.newBuilder()
            .setTenant(TENANT)
            .setName(USER)
            .setPassword(PASSWORD)
            .build());
  }

  private void put(Workload.Builder workload) {
    admin.putWorkload(PutWorkloadRequest.newBuilder().setWorkload(workload).build());
    String key =
        admin
            .issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId(workload.getId()).build())
            .getApiKey();
    lines.add(workload.getId() + " " + key);
  }

  private void putRoute() {
    admin.putRoute(
        PutRouteRequest.newBuilder()
            .setRoute(
                Route.newBuilder()
                    .setTenant(TENANT)
                    .setName(ROUTE)
                    .setNamespace(TENANT)
                    .setWorkflowType("TripWorkflow")
                    .addTaskQueues(TENANT)
                    .addActions(ACTION)
                    .setDelegationLimit(Duration.newBuilder().setSeconds(3600))
                    .setTokenLifetime(Duration.newBuilder().setSeconds(LONGEST_TICKET_SECONDS))
                    .addDownstreams(
                        RouteDownstream.newBuilder()
                            .setDownstream(DOWNSTREAM)
                            .setMode(DownstreamMode.DOWNSTREAM_MODE_EXCHANGE)))
            .build());
  }

  private void logIn(URI issuer, int times) throws InterruptedException {
    try (IssuerHttp http = new IssuerHttp(issuer, CertificateAuthority.system())) {
      OAuthClient client = new OAuthClient(http, Clock.systemUTC());
      for (int i = 0; i < times; i++) {
        DeviceCode code = client.beginDevice();
        new BrowserStandIn(http)
            .confirm(code, new BrowserStandIn.Credentials(TENANT, USER, PASSWORD));
        StoredTokens tokens = await(client, code);
        accessToken = tokens.accessToken().reveal();
        lines.add("refresh " + tokens.refreshToken().reveal());
      }
    }
  }

  /** One piece of work whose run is known, so that its worker may exchange its token. */
  private void startWork(ManagedChannel channel, String issuer) {
    String key =
        lines.stream()
            .filter(line -> line.startsWith(TRIGGER + " "))
            .map(line -> line.substring(TRIGGER.length() + 1))
            .findFirst()
            .orElseThrow();
    DelegationServiceBlockingStub delegations =
        DelegationServiceGrpc.newBlockingStub(channel)
            .withCallCredentials(
                OperatorChannel.credentials(channel, new WorkloadId(TRIGGER), key, issuer));
    IssueDelegationResponse issued =
        delegations.issueDelegation(
            IssueDelegationRequest.newBuilder()
                .setAccessToken(accessToken)
                .setRoute(ROUTE)
                .setIdempotencyKey("benchmark")
                .setRequestDigest("0".repeat(64))
                .build());
    delegations.bindRun(
        BindRunRequest.newBuilder()
            .setDelegationId(issued.getDelegation().getDelegationId())
            .setFirstExecutionRunId("11111111-1111-4111-8111-111111111111")
            .build());
    lines.add("delegation " + issued.getDelegationToken());
  }

  private static StoredTokens await(OAuthClient client, DeviceCode code)
      throws InterruptedException {
    while (true) {
      if (client.poll(code) instanceof DevicePoll.Granted granted) {
        return granted.tokens();
      }
      Thread.sleep(code.pace().interval());
    }
  }
}
