package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.RemoveRoleRequest;
import dev.locum.protocol.admin.v1.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum role}. */
@Command(name = "role", description = "Administer the roles of a tenant's users.")
public final class RoleCommand extends Group {

  private static final Table<Role> TABLE =
      Table.of(
          List.of(
              Column.of("ROLE", role -> role.getTenant() + "/" + role.getName()),
              Column.of("ROUTES", role -> joined(role.getRoutesList())),
              Column.of("ACTIONS", role -> joined(role.getActionsList())),
              Column.of("MANAGES WORK", role -> role.getManagesWork() ? "yes" : "no")));

  private RoleCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new RoleCommand(context));
  }

  @Command(name = "list", description = "List the roles of a tenant.")
  int list(@Parameters(paramLabel = "TENANT", description = "The tenant.") String tenant) {
    context.output().list(roles(tenant), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a role.")
  int show(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The role.",
              converter = TenantEntity.Converter.class)
          TenantEntity role) {
    return print(
        find("role " + role, roles(role.tenant()), each -> each.getName().equals(role.name())));
  }

  @Command(name = "put", description = "Make a role, or replace it as a whole.")
  int put(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The role.",
              converter = TenantEntity.Converter.class)
          TenantEntity role,
      @Option(
              names = "--route",
              paramLabel = "ROUTE",
              description = "A route that it may start; may be repeated.")
          @Nullable List<String> routes,
      @Option(
              names = "--action",
              paramLabel = "ACTION",
              description = "An action that it may permit; may be repeated.")
          @Nullable List<String> actions,
      @Option(
              names = "--manages-work",
              description = "May follow, signal and cancel every work of the tenant.")
          boolean managesWork) {
    return print(
        context
            .administration()
            .putRole(
                PutRoleRequest.newBuilder()
                    .setRole(
                        Role.newBuilder()
                            .setTenant(role.tenant())
                            .setName(role.name())
                            .addAllRoutes(routes == null ? List.of() : routes)
                            .addAllActions(actions == null ? List.of() : actions)
                            .setManagesWork(managesWork))
                    .build())
            .getRole());
  }

  @Command(name = "remove", description = "Remove a role that no user has.")
  int remove(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The role.",
              converter = TenantEntity.Converter.class)
          TenantEntity role) {
    context
        .administration()
        .removeRole(
            RemoveRoleRequest.newBuilder().setTenant(role.tenant()).setName(role.name()).build());
    return done("role " + role + ": removed");
  }

  private List<Role> roles(String tenant) {
    return context
        .administration()
        .listRoles(ListRolesRequest.newBuilder().setTenant(tenant).build())
        .getRolesList();
  }

  private int print(Role role) {
    context
        .output()
        .item(
            role,
            fields ->
                fields
                    .add("role", role.getTenant() + "/" + role.getName())
                    .add("routes", joined(role.getRoutesList()))
                    .add("actions", joined(role.getActionsList()))
                    .add("manages work", role.getManagesWork() ? "yes" : "no"));
    return ExitCode.OK.code();
  }
}
