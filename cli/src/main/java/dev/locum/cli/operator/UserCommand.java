package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.UserRef;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum user}. */
@Command(
    name = "user",
    description = "Administer the users of a tenant. Users are disabled and never removed.")
public final class UserCommand extends Group {

  private static final Table<User> TABLE =
      Table.of(
          List.of(
              Column.of("USER", user -> user.getTenant() + "/" + user.getName()),
              state(User::getDisabled),
              Column.of("ROLES", user -> joined(user.getRolesList())),
              Column.of("SUBJECT", User::getSubject)));

  private UserCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new UserCommand(context));
  }

  @Command(name = "list", description = "List the users of a tenant.")
  int list(@Parameters(paramLabel = "TENANT", description = "The tenant.") String tenant) {
    context.output().list(users(tenant), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a user.")
  int show(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The user.",
              converter = TenantEntity.Converter.class)
          TenantEntity user) {
    return print(
        find("user " + user, users(user.tenant()), each -> each.getName().equals(user.name())));
  }

  @Command(
      name = "put",
      description =
          "Register a user, without a password, or replace the roles of one; one that is there"
              + " stays disabled or not.")
  int put(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The user.",
              converter = TenantEntity.Converter.class)
          TenantEntity user,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              description = "A role of the tenant; may be repeated. Without one the user has none.")
          @Nullable List<String> roles) {
    return print(
        context
            .administration()
            .putUser(
                PutUserRequest.newBuilder()
                    .setUser(
                        User.newBuilder()
                            .setTenant(user.tenant())
                            .setName(user.name())
                            .addAllRoles(roles == null ? List.of() : roles))
                    .setKeepState(true)
                    .build())
            .getUser());
  }

  @Command(
      name = "set-password",
      description = "Set the password of a user, and end their sessions. It is typed, or read.")
  int setPassword(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The user.",
              converter = TenantEntity.Converter.class)
          TenantEntity user,
      @Option(
              names = "--from",
              paramLabel = "SOURCE",
              description = "file:PATH, or - for standard input. Default: it is typed.")
          @Nullable String source) {
    String password =
        new SecretInput(context.terminal())
            .line("--from", source, "New password of " + user + ": ");
    context
        .administration()
        .setPassword(
            SetPasswordRequest.newBuilder()
                .setTenant(user.tenant())
                .setName(user.name())
                .setPassword(password)
                .build());
    return done("user " + user + ": password set, sessions ended");
  }

  @Command(name = "disable", description = "Lock a user out, and end their sessions for good.")
  int disable(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The user.",
              converter = TenantEntity.Converter.class)
          TenantEntity user) {
    return setDisabled("user " + user, entity(user), true);
  }

  @Command(name = "enable", description = "Let a disabled user log in again.")
  int enable(
      @Parameters(
              paramLabel = "TENANT/NAME",
              description = "The user.",
              converter = TenantEntity.Converter.class)
          TenantEntity user) {
    return setDisabled("user " + user, entity(user), false);
  }

  private static SetDisabledRequest.Builder entity(TenantEntity user) {
    return SetDisabledRequest.newBuilder()
        .setUser(UserRef.newBuilder().setTenant(user.tenant()).setName(user.name()));
  }

  private List<User> users(String tenant) {
    return context
        .administration()
        .listUsers(ListUsersRequest.newBuilder().setTenant(tenant).build())
        .getUsersList();
  }

  private int print(User user) {
    context
        .output()
        .item(
            user,
            fields ->
                fields
                    .add("user", user.getTenant() + "/" + user.getName())
                    .add("state", state(user.getDisabled()))
                    .add("roles", joined(user.getRolesList()))
                    .add("subject", user.getSubject()));
    return ExitCode.OK.code();
  }
}
