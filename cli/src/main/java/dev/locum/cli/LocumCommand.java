package dev.locum.cli;

import dev.locum.cli.audit.AuditCommand;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.context.Durations;
import dev.locum.cli.contract.ContractCommand;
import dev.locum.cli.delegation.DelegationCommand;
import dev.locum.cli.doctor.DoctorCommand;
import dev.locum.cli.login.LoginCommand;
import dev.locum.cli.login.LogoutCommand;
import dev.locum.cli.login.WhoamiCommand;
import dev.locum.cli.operator.ApprovalCommand;
import dev.locum.cli.operator.ClientCommand;
import dev.locum.cli.operator.DownstreamCommand;
import dev.locum.cli.operator.GatewayCommand;
import dev.locum.cli.operator.KeyCommand;
import dev.locum.cli.operator.NamespaceCommand;
import dev.locum.cli.operator.RoleCommand;
import dev.locum.cli.operator.RouteCommand;
import dev.locum.cli.operator.SessionCommand;
import dev.locum.cli.operator.TenantCommand;
import dev.locum.cli.operator.UserCommand;
import dev.locum.cli.operator.WorkloadCommand;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.platform.ApplyCommand;
import dev.locum.cli.platform.ExportCommand;
import dev.locum.cli.terminal.Terminal;
import dev.locum.cli.token.TokenCommand;
import dev.locum.cli.work.WorkCommand;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/**
 * The command {@code locum} with its subcommands. A subcommand is only built when the arguments
 * name it, or when all are needed (help, completion, the reference), so that each command starts as
 * fast as if it were alone. Others add theirs:
 *
 * <pre>{@code
 * LocumCommand locum = LocumCommand.create().with("up", context -> new UpCommand(context.terminal()));
 * System.exit(locum.execute(terminal, args));
 * }</pre>
 */
public final class LocumCommand {

  /** Options of {@code locum} itself whose value is the next argument. */
  private static final Set<String> WITH_VALUE =
      Set.of("--profile", "-o", "--output", "--color", "--timeout");

  private final Map<String, Function<CliContext, Object>> commands = new LinkedHashMap<>();

  private LocumCommand() {}

  /** The CLI's own commands. */
  public static LocumCommand create() {
    LocumCommand locum = new LocumCommand();
    return locum
        .with("login", LoginCommand::new)
        .with("logout", LogoutCommand::new)
        .with("whoami", WhoamiCommand::new)
        .with("work", WorkCommand::create)
        .with("delegation", DelegationCommand::create)
        .with("audit", AuditCommand::create)
        .with("apply", ApplyCommand::new)
        .with("export", ExportCommand::new)
        .with("tenant", TenantCommand::create)
        .with("user", UserCommand::create)
        .with("role", RoleCommand::create)
        .with("workload", WorkloadCommand::create)
        .with("client", ClientCommand::create)
        .with("namespace", NamespaceCommand::create)
        .with("gateway", GatewayCommand::create)
        .with("route", RouteCommand::create)
        .with("downstream", DownstreamCommand::create)
        .with("session", SessionCommand::create)
        .with("key", KeyCommand::create)
        .with("approval", ApprovalCommand::create)
        .with("token", TokenCommand::create)
        .with("contract", ContractCommand::create)
        .with("doctor", context -> new DoctorCommand(context, (settings, clock) -> List.of()))
        .with("completion", context -> new CompletionCommand(context, locum));
  }

  /**
   * Adds a subcommand, or replaces the one of this name.
   *
   * @param command makes the annotated command object or its {@link CommandLine}; called at most
   *     once in a process, and only if the arguments name it or all are needed
   */
  public LocumCommand with(String name, Function<CliContext, Object> command) {
    commands.put(name, command);
    return this;
  }

  /** Runs the command that the arguments name; answers its exit code and never throws. */
  public int execute(Terminal terminal, String... args) {
    try (CliContext context = new CliContext(terminal)) {
      String named = firstWord(args);
      return commandLine(
              context,
              name -> named.isEmpty() || !commands.containsKey(named) || name.equals(named))
          .execute(args);
    }
  }

  /** The whole command; for help, completion and the reference. */
  public CommandLine model(CliContext context) {
    return commandLine(context, name -> true);
  }

  private CommandLine commandLine(CliContext context, Predicate<String> isNeeded) {
    CommandLine line = new CommandLine(new RootCommand()).addMixin("shared", context.options());
    commands.forEach((name, command) -> {
      if (isNeeded.test(name)) {
        line.addSubcommand(name, command.apply(context));
      }
    });
    FailureReport report = new FailureReport(context);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setOut(context.terminal().streams().out())
        .setErr(context.terminal().streams().err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .registerConverter(Duration.class, new Durations())
        .setExitCodeExceptionMapper(exception -> ExitCode.FAULT.code())
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }

  /** The first argument that is no option; empty if there is none. */
  private static String firstWord(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (WITH_VALUE.contains(args[i])) {
        i++;
      } else if (!args[i].startsWith("-")) {
        return args[i];
      }
    }
    return "";
  }
}
