package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.ListTenantsRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.RemoveTenantRequest;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.Tenant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code locum tenant}. */
@Command(name = "tenant", description = "Administer tenants.")
public final class TenantCommand extends Group {

  private static final Table<Tenant> TABLE =
      Table.of(List.of(Column.of("TENANT", Tenant::getName), state(Tenant::getDisabled)));

  private TenantCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new TenantCommand(context));
  }

  @Command(name = "list", description = "List tenants.")
  int list() {
    context.output().list(tenants(), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a tenant.")
  int show(@Parameters(paramLabel = "TENANT", description = "The tenant.") String name) {
    return print(find("tenant " + name, tenants(), tenant -> tenant.getName().equals(name)));
  }

  @Command(
      name = "put",
      description = "Register a tenant; one that is there stays as it is, disabled or not.")
  int put(
      @Parameters(paramLabel = "TENANT", description = "Its name, which never changes.")
          String name) {
    return print(
        context
            .administration()
            .putTenant(
                PutTenantRequest.newBuilder()
                    .setTenant(Tenant.newBuilder().setName(name))
                    .setKeepState(true)
                    .build())
            .getTenant());
  }

  @Command(name = "disable", description = "Let nobody of a tenant do anything, from now on.")
  int disable(@Parameters(paramLabel = "TENANT", description = "The tenant.") String name) {
    return setDisabled("tenant " + name, SetDisabledRequest.newBuilder().setTenant(name), true);
  }

  @Command(name = "enable", description = "Let a disabled tenant act again.")
  int enable(@Parameters(paramLabel = "TENANT", description = "The tenant.") String name) {
    return setDisabled("tenant " + name, SetDisabledRequest.newBuilder().setTenant(name), false);
  }

  @Command(
      name = "remove",
      description =
          "Remove a tenant of which nothing is left, and that has never had users or delegations.")
  int remove(@Parameters(paramLabel = "TENANT", description = "The tenant.") String name) {
    context.administration().removeTenant(RemoveTenantRequest.newBuilder().setTenant(name).build());
    return done("tenant " + name + ": removed");
  }

  private List<Tenant> tenants() {
    return context
        .administration()
        .listTenants(ListTenantsRequest.getDefaultInstance())
        .getTenantsList();
  }

  private int print(Tenant tenant) {
    context
        .output()
        .item(
            tenant,
            fields ->
                fields.add("tenant", tenant.getName()).add("state", state(tenant.getDisabled())));
    return ExitCode.OK.code();
  }
}
