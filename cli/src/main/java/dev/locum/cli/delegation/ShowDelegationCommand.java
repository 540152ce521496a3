package dev.locum.cli.delegation;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one delegation. */
@Command(name = "show", description = "Show one delegation.")
final class ShowDelegationCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(paramLabel = "ID", description = "The delegation; with --work, the workflow id.")
  private String id = "";

  @Option(names = "--work", description = "ID is a workflow id.")
  private boolean isWorkflowId;

  ShowDelegationCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    GetDelegationRequest.Builder request =
        GetDelegationRequest.newBuilder().setAccessToken(context.accessToken().reveal());
    if (isWorkflowId) {
      request.setWorkflowId(id);
    } else {
      request.setDelegationId(id);
    }
    Delegation delegation = context.delegations().getDelegation(request.build()).getDelegation();
    context.output().item(delegation, fields -> DelegationView.fields(delegation, fields));
    return ExitCode.OK.code();
  }
}
