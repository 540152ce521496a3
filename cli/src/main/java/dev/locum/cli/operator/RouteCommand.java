package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Fields;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.DownstreamMode;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.RemoveRouteRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.RouteRef;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code locum route}. */
@Command(name = "route", description = "Administer routes: what a tenant's users may ask for.")
public final class RouteCommand extends Group {

  private static final Table<Route> TABLE =
      Table.of(
          List.of(
              Column.of("ROUTE", route -> route.getTenant() + "/" + route.getName()),
              state(Route::getDisabled),
              Column.of("NAMESPACE", Route::getNamespace),
              Column.of("WORKFLOW TYPE", Route::getWorkflowType),
              Column.of("QUEUES", route -> joined(route.getTaskQueuesList())),
              Column.of("LIMIT", route -> Printable.span(route.getDelegationLimit()))));

  private RouteCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new RouteCommand(context));
  }

  @Command(name = "list", description = "List the routes of a tenant.")
  int list(@Parameters(paramLabel = "TENANT", description = "The tenant.") String tenant) {
    context.output().list(routes(tenant), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a route.")
  int show(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The route.",
              converter = TenantEntity.Converter.class)
          TenantEntity route) {
    return print(
        find(
            "route " + route, routes(route.tenant()), each -> each.getName().equals(route.name())));
  }

  @Command(
      name = "put",
      description =
          "Make a route, or replace it as a whole; one that is there stays disabled or not.")
  int put(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The route.",
              converter = TenantEntity.Converter.class)
          TenantEntity route,
      @Mixin RouteOptions options) {
    if (!options.saysConstrained() && isConstrained(route)) {
      // What is left out must not let bearer tokens in again.
      throw CliException.usage(
          "route "
              + route
              + ": its tokens must be bound; say --sender-constrained, or --no-sender-constrained");
    }
    return print(
        context
            .administration()
            .putRoute(
                PutRouteRequest.newBuilder()
                    .setRoute(options.route(route))
                    .setKeepState(true)
                    .build())
            .getRoute());
  }

  @Command(name = "disable", description = "Let nobody start work on a route.")
  int disable(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The route.",
              converter = TenantEntity.Converter.class)
          TenantEntity route) {
    return setDisabled("route " + route, entity(route), true);
  }

  @Command(name = "enable", description = "Let work be started on a disabled route again.")
  int enable(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The route.",
              converter = TenantEntity.Converter.class)
          TenantEntity route) {
    return setDisabled("route " + route, entity(route), false);
  }

  @Command(
      name = "remove",
      description = "Remove a route that no role names and of which no work is open.")
  int remove(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The route.",
              converter = TenantEntity.Converter.class)
          TenantEntity route) {
    context
        .administration()
        .removeRoute(
            RemoveRouteRequest.newBuilder()
                .setTenant(route.tenant())
                .setName(route.name())
                .build());
    return done("route " + route + ": removed");
  }

  private boolean isConstrained(TenantEntity route) {
    return routes(route.tenant()).stream()
        .anyMatch(each -> each.getName().equals(route.name()) && each.getSenderConstrained());
  }

  private static SetDisabledRequest.Builder entity(TenantEntity route) {
    return SetDisabledRequest.newBuilder()
        .setRoute(RouteRef.newBuilder().setTenant(route.tenant()).setName(route.name()));
  }

  private List<Route> routes(String tenant) {
    return context
        .administration()
        .listRoutes(ListRoutesRequest.newBuilder().setTenant(tenant).build())
        .getRoutesList();
  }

  private int print(Route route) {
    context.output().item(route, fields -> add(route, fields));
    return ExitCode.OK.code();
  }

  private static void add(Route route, Fields fields) {
    fields
        .add("route", route.getTenant() + "/" + route.getName())
        .add("state", state(route.getDisabled()))
        .add("namespace", route.getNamespace())
        .add("workflow type", route.getWorkflowType())
        .add("queues", joined(route.getTaskQueuesList()))
        .add("actions", joined(route.getActionsList()))
        .add(
            "compensations",
            joined(
                route.getCompensationsList().stream()
                    .map(each -> each.getAction() + " undoes " + each.getUndoes())
                    .toList()))
        .add(
            "downstreams",
            joined(
                route.getDownstreamsList().stream()
                    .map(each -> each.getDownstream() + " by " + mode(each.getMode()))
                    .toList()))
        .add("delegation limit", Printable.span(route.getDelegationLimit()))
        .add("token lifetime", Printable.span(route.getTokenLifetime()))
        .add("compensation limit", Printable.span(route.getCompensationLimit()));
  }

  private static String mode(DownstreamMode mode) {
    return Printable.constant(mode).toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
