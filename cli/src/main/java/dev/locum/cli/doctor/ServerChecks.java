package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.oauth.Endpoints;
import dev.locum.cli.oauth.HttpAnswer;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.ListTenantsRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.WorkloadSettings;
import dev.locum.token.jose.PublicKeys;
import io.grpc.StatusRuntimeException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The servers of the profile, and the way to them. */
final class ServerChecks {

  /** What verifiers allow by default; more, and fresh tokens are refused. */
  static final Duration SKEW = Duration.ofSeconds(5);

  private static final String UNREACHABLE =
      "Is it running? Is the address right, and does a firewall let it through?";

  private final CliContext context;

  private ServerChecks(CliContext context) {
    this.context = context;
  }

  static List<Check> all(CliContext context) {
    ServerChecks checks = new ServerChecks(context);
    return List.of(
        new Check("auth service, HTTP", checks::issuer),
        new Check("clock", checks::clock),
        new Check("auth service, gRPC", checks::authService),
        new Check("administrator", checks::administrator),
        new Check("queues", checks::queues),
        new Check("trigger, gRPC", checks::trigger));
  }

  /** Whether the credential is the one that is registered. */
  private Finding administrator() {
    Optional<WorkloadSettings> administrator = context.profile().settings().administrator();
    if (administrator.isEmpty()) {
      return Finding.good("not in the profile; only commands of administration need one");
    }
    try {
      context.administration().listTenants(ListTenantsRequest.getDefaultInstance());
      return Finding.good(administrator.get().id() + " is let in");
    } catch (StatusRuntimeException e) {
      CliException failure = RpcFailures.of(e);
      boolean isLetIn = failure.exit() == ExitCode.REFUSED;
      return isLetIn
          ? Finding.care(
              administrator.get().id() + " is let in, though not to list tenants",
              "Its roles, or being the operator of one tenant, may be why:"
                  + " docs/operate/auth-service.md.")
          : Finding.bad(
              administrator.get().id() + ": " + failure.getMessage(), failure.failure().hint());
    }
  }

  /** Whether each queue that a route names has a worker: work on others waits for ever. */
  private Finding queues() {
    if (context.profile().settings().administrator().isEmpty()) {
      return Finding.good("not looked at: no administrator in the profile");
    }
    List<String> nobodys = new ArrayList<>();
    for (Tenant tenant :
        context
            .administration()
            .listTenants(ListTenantsRequest.getDefaultInstance())
            .getTenantsList()) {
      nobodys.addAll(nobodys(tenant.getName()));
    }
    return nobodys.isEmpty()
        ? Finding.good("each queue of a route has a worker")
        : Finding.care(
            "nobody may work on " + String.join(", ", nobodys),
            "Work that is started there waits: give the queue to a worker (`locum workload put"
                + " --queue`), or take it out of the route.");
  }

  private List<String> nobodys(String tenant) {
    Set<String> owned =
        context
            .administration()
            .listWorkloads(ListWorkloadsRequest.newBuilder().setTenant(tenant).build())
            .getWorkloadsList()
            .stream()
            .filter(workload -> !workload.getDisabled())
            .flatMap(workload -> workload.getTaskQueuesList().stream())
            .map(queue -> queue.getNamespace() + "/" + queue.getTaskQueue())
            .collect(Collectors.toSet());
    return context
        .administration()
        .listRoutes(ListRoutesRequest.newBuilder().setTenant(tenant).build())
        .getRoutesList()
        .stream()
        .filter(route -> !route.getDisabled())
        .flatMap(route ->
            route.getTaskQueuesList().stream().map(queue -> route.getNamespace() + "/" + queue))
        .filter(queue -> !owned.contains(queue))
        .map(queue -> queue + " of tenant " + tenant)
        .distinct()
        .toList();
  }

  private Finding issuer() {
    Endpoints.of(context.http());
    return IssuerCheck.keys(context.http(), Endpoints.metadata(context.http()));
  }

  private Finding clock() {
    Instant before = context.terminal().clock().instant();
    HttpAnswer answer = Endpoints.metadata(context.http());
    Instant after = context.terminal().clock().instant();
    Optional<Instant> theirs = answer.header("date").flatMap(ServerChecks::date);
    if (theirs.isEmpty()) {
      return Finding.care("the auth service does not tell its time", "Compare the clocks by hand.");
    }
    // The header has whole seconds: what it says may be up to a second old.
    Duration ahead = Duration.between(theirs.get().plusSeconds(1), before);
    Duration behind = Duration.between(after, theirs.get());
    Duration off = ahead.compareTo(behind) > 0 ? ahead : behind;
    return off.compareTo(SKEW) <= 0
        ? Finding.good("agrees with the auth service to " + SKEW.toSeconds() + " s")
        : Finding.bad(
            "differs from the auth service by about " + off.toSeconds() + " s",
            "Synchronize the clock (NTP): tokens would be refused as expired or not yet valid.");
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Finding authService() {
    Optional<PeerSettings> peer = context.profile().settings().authService();
    if (peer.isEmpty()) {
      return Finding.care(
          "not in the profile",
          "Commands for delegations and the audit trail need cli.authService.");
    }
    GetKeySetResponse keys =
        context
            .servers()
            .tokens()
            .withDeadlineAfter(context.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .getKeySet(GetKeySetRequest.getDefaultInstance());
    if (!keys.getIssuer().equals(context.profile().issuer().toString())) {
      return Finding.bad(
          peer.get().target() + " is the auth service of another issuer",
          "Correct cli.authService or cli.issuer.");
    }
    int count = PublicKeys.parse(keys.getJwks()).all().size();
    return Finding.good(peer.get().target() + " answers, with " + count + " signing keys");
  }

  private Finding trigger() {
    Optional<PeerSettings> peer = context.profile().settings().trigger();
    if (peer.isEmpty()) {
      return Finding.care("not in the profile", "Commands for work need cli.trigger.");
    }
    try {
      context
          .servers()
          .triggerWithoutToken()
          .withDeadlineAfter(context.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .listWork(ListWorkRequest.getDefaultInstance());
      return Finding.bad(
          peer.get().target() + " answers without a token",
          "This is no trigger of Locum, or one that is open to everybody. Do not use it.");
    } catch (StatusRuntimeException e) {
      CliException failure = RpcFailures.of(e);
      return failure.exit() == ExitCode.LOGIN_NEEDED
          ? Finding.good(peer.get().target() + " answers, and wants a token")
          : Finding.bad(peer.get().target() + ": " + failure.getMessage(), UNREACHABLE);
    }
  }
}
