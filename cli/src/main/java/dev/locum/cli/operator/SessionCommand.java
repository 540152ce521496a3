package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.ListSessionsRequest;
import dev.locum.protocol.admin.v1.ListSessionsResponse;
import dev.locum.protocol.admin.v1.RevokeSessionRequest;
import dev.locum.protocol.admin.v1.UserSession;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum session}. */
@Command(name = "session", description = "See and end the login sessions of users.")
public final class SessionCommand extends Group {

  private static final int MAX_PAGE = 500;

  private static final Table<UserSession> TABLE =
      Table.of(
          List.of(
              Column.of("SESSION", UserSession::getSessionId),
              Column.of("USER", session -> session.getTenant() + "/" + session.getUser()),
              Column.of("CLIENT", UserSession::getClient),
              Column.of("STARTED", session -> Printable.time(session.getStartedAt())),
              Column.of("EXPIRES", session -> Printable.time(session.getExpiresAt()))));

  private SessionCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new SessionCommand(context));
  }

  @Command(name = "list", description = "List the open sessions of a tenant, the latest first.")
  int list(
      @Parameters(paramLabel = "TENANT", description = "The tenant.") String tenant,
      @Option(
              names = "--user",
              paramLabel = "NAME",
              defaultValue = "",
              description = "Only this user's. Default: everybody's.")
          String user,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "At most so many. Default: ${DEFAULT-VALUE}.")
          int limit) {
    if (limit < 1) {
      throw CliException.usage("--limit: " + limit + " (expected: at least 1)");
    }
    List<UserSession> sessions = new ArrayList<>();
    String next = "";
    do {
      ListSessionsResponse page =
          context
              .administration()
              .listSessions(
                  ListSessionsRequest.newBuilder()
                      .setTenant(tenant)
                      .setUser(user)
                      .setPageSize(Math.min(MAX_PAGE, limit - sessions.size()))
                      .setPageToken(next)
                      .build());
      sessions.addAll(page.getSessionsList());
      next = page.getNextPageToken();
    } while (!next.isEmpty() && sessions.size() < limit);
    context.output().list(sessions, TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "revoke", description = "End a session, and with it all its tokens.")
  int revoke(@Parameters(paramLabel = "SESSION", description = "Its id.") String id) {
    boolean isNew =
        context
            .administration()
            .revokeSession(RevokeSessionRequest.newBuilder().setSessionId(id).build())
            .getEnded();
    return done("session " + id + (isNew ? ": ended" : ": had ended already"));
  }
}
