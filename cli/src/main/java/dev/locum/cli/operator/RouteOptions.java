package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.output.Printable;
import dev.locum.protocol.admin.v1.Compensation;
import dev.locum.protocol.admin.v1.DownstreamMode;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteDownstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a route is to be. */
final class RouteOptions {

  @Option(
      names = "--namespace",
      required = true,
      paramLabel = "NAMESPACE",
      description = "The Temporal namespace in which work is started.")
  private String namespace = "";

  @Option(
      names = "--workflow-type",
      required = true,
      paramLabel = "TYPE",
      description = "The workflow type; one exact name.")
  private String workflowType = "";

  @Option(
      names = "--queue",
      required = true,
      paramLabel = "QUEUE",
      description = "A task queue that a worker of the tenant serves; the first is the default.")
  private List<String> queues = new ArrayList<>();

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      description = "An action that its work may take; may be repeated.")
  private List<String> actions = new ArrayList<>();

  @Option(
      names = "--compensation",
      paramLabel = "ACTION=UNDOES",
      description = "An action that stays allowed to undo another; may be repeated.")
  private List<String> compensations = new ArrayList<>();

  @Option(
      names = "--downstream",
      paramLabel = "NAME[=MODE]",
      description =
          "A service that its work calls, by exchange (default), forward, slice or on-behalf; may"
              + " be repeated.")
  private List<String> downstreams = new ArrayList<>();

  @Option(
      names = "--delegation-limit",
      required = true,
      paramLabel = "DURATION",
      description = "How long a delegation lives at most: 1s to 30d.")
  private Duration delegationLimit = Duration.ZERO;

  @Option(
      names = "--token-lifetime",
      paramLabel = "DURATION",
      description = "How long a delegation token lives: 10s to 15m. Default: 5m.")
  private @Nullable Duration tokenLifetime;

  @Option(
      names = "--compensation-limit",
      paramLabel = "DURATION",
      description = "How long after its end work may undo what it did. Default: 1h.")
  private @Nullable Duration compensationLimit;

  @Option(
      names = "--sender-constrained",
      description =
          "Tokens of its work count at downstreams only if they are bound to a key or certificate.")
  private boolean senderConstrained;

  @Option(
      names = "--no-sender-constrained",
      description = "They need not be bound; to be said where they must be now.")
  private boolean free;

  /** Whether it is said if tokens must be bound. */
  boolean saysConstrained() {
    return senderConstrained || free;
  }

  Route route(TenantEntity name) {
    if (senderConstrained && free) {
      throw CliException.usage("--sender-constrained and --no-sender-constrained: one of them");
    }
    Route.Builder route =
        Route.newBuilder()
            .setTenant(name.tenant())
            .setName(name.name())
            .setNamespace(namespace)
            .setWorkflowType(workflowType)
            .addAllTaskQueues(queues)
            .addAllActions(actions)
            .setSenderConstrained(senderConstrained)
            .setDelegationLimit(Printable.duration(delegationLimit));
    compensations.forEach(each -> route.addCompensations(compensation(each)));
    downstreams.forEach(each -> route.addDownstreams(downstream(each)));
    Duration life = tokenLifetime;
    if (life != null) {
      route.setTokenLifetime(Printable.duration(life));
    }
    Duration limit = compensationLimit;
    if (limit != null) {
      route.setCompensationLimit(Printable.duration(limit));
    }
    return route.build();
  }

  private static Compensation compensation(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw CliException.usage(
          "--compensation: expected ACTION=UNDOES, such as fleet.release=fleet.reserve");
    }
    return Compensation.newBuilder()
        .setAction(text.substring(0, equals))
        .setUndoes(text.substring(equals + 1))
        .build();
  }

  private static RouteDownstream downstream(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String mode = equals < 0 ? "exchange" : text.substring(equals + 1);
    String constant = "DOWNSTREAM_MODE_" + mode.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(DownstreamMode.values())
        .filter(each -> each.name().equals(constant) && !each.name().endsWith("_UNSPECIFIED"))
        .findFirst()
        .map(each -> RouteDownstream.newBuilder().setDownstream(name).setMode(each).build())
        .orElseThrow(() ->
            CliException.usage(
                "--downstream: mode not known (expected: exchange, forward, slice or on-behalf)"));
  }
}
