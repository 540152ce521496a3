package dev.locum.cli.delegation;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists delegations, newest first. */
@Command(name = "list", description = "List delegations, newest first.")
final class ListDelegationsCommand implements Callable<Integer> {

  private static final int MAX_PAGE = 500;
  private static final String PREFIX = "DELEGATION_STATE_";

  private final CliContext context;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only in this state: issued, active, revoked, revoked_hard, closed, abandoned; may"
              + " repeat.")
  private List<String> states = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit = 50;

  ListDelegationsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<DelegationState> wanted = states.stream().map(ListDelegationsCommand::state).toList();
    List<Delegation> delegations = new ArrayList<>();
    String next = "";
    do {
      ListDelegationsResponse page =
          context
              .delegations()
              .listDelegations(
                  ListDelegationsRequest.newBuilder()
                      .setAccessToken(context.accessToken().reveal())
                      .addAllStates(wanted)
                      .setPageSize(Math.min(MAX_PAGE, limit - delegations.size()))
                      .setPageToken(next)
                      .build());
      delegations.addAll(page.getDelegationsList());
      next = page.getNextPageToken();
    } while (!next.isEmpty() && delegations.size() < limit);
    context.output().list(delegations, DelegationView.TABLE);
    return ExitCode.OK.code();
  }

  private static DelegationState state(String name) {
    String constant = PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    for (DelegationState state : DelegationState.values()) {
      if (state.name().equals(constant) && state != DelegationState.DELEGATION_STATE_UNSPECIFIED) {
        return state;
      }
    }
    throw CliException.usage("--state: not a state of a delegation");
  }
}
