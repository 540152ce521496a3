package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.ListNamespacesRequest;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.RemoveNamespaceRequest;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum namespace}. */
@Command(
    name = "namespace",
    description =
        "Administer Temporal namespaces: whose they are, and what the gateway asks there.")
public final class NamespaceCommand extends Group {

  private static final Table<Namespace> TABLE =
      Table.of(
          List.of(
              Column.of("NAMESPACE", Namespace::getName),
              Column.of("TENANT", NamespaceCommand::owner),
              Column.of("DELEGATIONS", each -> Printable.constant(each.getDelegations())),
              Column.of("CREDENTIALS", NamespaceCommand::credentials)));

  private NamespaceCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new NamespaceCommand(context));
  }

  @Command(name = "list", description = "List namespaces.")
  int list() {
    context.output().list(namespaces(), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a namespace.")
  int show(@Parameters(paramLabel = "NAMESPACE", description = "Its name.") String name) {
    return print(find("namespace " + name, namespaces(), each -> each.getName().equals(name)));
  }

  @Command(name = "put", description = "Register a namespace, or replace it as a whole.")
  int put(
      @Parameters(paramLabel = "NAMESPACE", description = "Its name in Temporal.") String name,
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              defaultValue = "",
              description = "Whose it is alone; either this or --shared. It never changes.")
          String tenant,
      @Option(names = "--shared", description = "Tenants share it, told apart by queues.")
          boolean shared,
      @Option(
              names = "--delegations",
              paramLabel = "RULE",
              required = true,
              description =
                  "required, allowed or ignored: whether work needs a delegation, may have one, or"
                      + " none is looked at.")
          String delegations,
      @Option(
              names = "--credential",
              paramLabel = "KIND",
              required = true,
              description = "certificate, api-key or service-token; may be repeated.")
          List<String> credentials) {
    Namespace.Builder namespace =
        Namespace.newBuilder()
            .setName(name)
            .setTenant(tenant)
            .setShared(shared)
            .setDelegations(constant("--delegations", DelegationRule.class, delegations));
    credentials.forEach(
        kind -> namespace.addCredentials(constant("--credential", CredentialKind.class, kind)));
    return print(
        context
            .administration()
            .putNamespace(PutNamespaceRequest.newBuilder().setNamespace(namespace).build())
            .getNamespace());
  }

  @Command(
      name = "remove",
      description =
          "Remove a namespace in which no route starts work and no worker serves a queue.")
  int remove(@Parameters(paramLabel = "NAMESPACE", description = "Its name.") String name) {
    context
        .administration()
        .removeNamespace(RemoveNamespaceRequest.newBuilder().setName(name).build());
    return done("namespace " + name + ": removed");
  }

  /** {@code api-key} of {@code CREDENTIAL_KIND_API_KEY}. */
  static <E extends Enum<E>> E constant(String option, Class<E> type, String text) {
    String prefix =
        type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    String name = prefix + "_" + text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().equals(name) && !each.name().endsWith("_UNSPECIFIED"))
        .findFirst()
        .orElseThrow(() -> CliException.usage(option + ": not known (see --help)"));
  }

  private List<Namespace> namespaces() {
    return context
        .administration()
        .listNamespaces(ListNamespacesRequest.getDefaultInstance())
        .getNamespacesList();
  }

  private int print(Namespace namespace) {
    context
        .output()
        .item(
            namespace,
            fields ->
                fields
                    .add("namespace", namespace.getName())
                    .add("tenant", owner(namespace))
                    .add("delegations", Printable.constant(namespace.getDelegations()))
                    .add("credentials", credentials(namespace)));
    return ExitCode.OK.code();
  }

  private static String owner(Namespace namespace) {
    return namespace.getShared() ? "(shared)" : namespace.getTenant();
  }

  private static String credentials(Namespace namespace) {
    return joined(namespace.getCredentialsList().stream().map(Printable::constant).toList());
  }
}
