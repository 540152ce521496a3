package dev.locum.cli.delegation;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a delegation back. */
@Command(
    name = "revoke",
    description = "Take a delegation back: the work may do nothing more but undo what it has done.")
final class RevokeDelegationCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "DELEGATION", description = "The delegation.")
  private String delegationId = "";

  @Option(names = "--hard", description = "Stop compensations too: what was done stays done.")
  private boolean isHard;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      defaultValue = "USER_REQUEST",
      description = "Why, for the audit trail, in upper snake case. Default: ${DEFAULT-VALUE}.")
  private String reason = "USER_REQUEST";

  RevokeDelegationCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Delegation delegation =
        context
            .delegations()
            .revokeDelegation(
                RevokeDelegationRequest.newBuilder()
                    .setDelegationId(delegationId)
                    .setHard(isHard)
                    .setReason(reason)
                    .setAccessToken(context.accessToken().reveal())
                    .setCorrelationId(context.servers().correlationId())
                    .build())
            .getDelegation();
    context.output().item(delegation, fields -> DelegationView.fields(delegation, fields));
    return ExitCode.OK.code();
  }
}
