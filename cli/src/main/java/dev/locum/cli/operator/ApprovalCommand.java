package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.Approval;
import dev.locum.protocol.admin.v1.ApproveChangeRequest;
import dev.locum.protocol.admin.v1.ListApprovalsRequest;
import dev.locum.protocol.admin.v1.RejectChangeRequest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code locum approval}. */
@Command(
    name = "approval",
    description = "See and decide changes that wait for a second administrator.")
public final class ApprovalCommand extends Group {

  private static final Table<Approval> TABLE =
      Table.of(
          List.of(
              Column.of("APPROVAL", Approval::getApprovalId),
              Column.of("CHANGE", Approval::getSummary),
              Column.of("PROPOSED BY", Approval::getProposer),
              Column.of("PROPOSED", each -> Printable.time(each.getProposedAt())),
              Column.of("EXPIRES", each -> Printable.time(each.getExpiresAt()))));

  private ApprovalCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new ApprovalCommand(context));
  }

  @Command(name = "list", description = "List what waits, the oldest first.")
  int list() {
    context.output().list(approvals(), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show what was asked for.")
  int show(@Parameters(paramLabel = "APPROVAL", description = "Its id.") String id) {
    Approval approval =
        find("approval " + id, approvals(), each -> each.getApprovalId().equals(id));
    context
        .output()
        .item(
            approval,
            fields ->
                fields
                    .add("approval", approval.getApprovalId())
                    .add("change", approval.getSummary())
                    .add("method", approval.getMethod())
                    .add("proposed by", approval.getProposer())
                    .add("expires", Printable.time(approval.getExpiresAt()))
                    .add("request", approval.getRequest().strip().replace("\n", "  ")));
    return ExitCode.OK.code();
  }

  @Command(
      name = "approve",
      description = "Make a change that somebody else has proposed, as if it were one's own.")
  int approve(@Parameters(paramLabel = "APPROVAL", description = "Its id.") String id) {
    context
        .administration()
        .approveChange(ApproveChangeRequest.newBuilder().setApprovalId(id).build());
    return done("approval " + id + ": given, and the change is made");
  }

  @Command(name = "reject", description = "Reject a proposed change; it is never made.")
  int reject(@Parameters(paramLabel = "APPROVAL", description = "Its id.") String id) {
    context
        .administration()
        .rejectChange(RejectChangeRequest.newBuilder().setApprovalId(id).build());
    return done("approval " + id + ": rejected");
  }

  private List<Approval> approvals() {
    return context
        .administration()
        .listApprovals(ListApprovalsRequest.getDefaultInstance())
        .getApprovalsList();
  }
}
