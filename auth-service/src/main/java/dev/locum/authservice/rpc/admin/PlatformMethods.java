package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.PlatformDocument;
import dev.locum.authservice.rpc.admin.platform.PlatformPlan;
import dev.locum.authservice.rpc.admin.platform.PlatformStep;
import dev.locum.authservice.rpc.admin.platform.PlatformWriter;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.authservice.user.UserName;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ApplyPlatformRequest;
import dev.locum.protocol.admin.v1.ApplyPlatformResponse;
import dev.locum.protocol.admin.v1.ExportPlatformRequest;
import dev.locum.protocol.admin.v1.ExportPlatformResponse;
import dev.locum.protocol.admin.v1.User;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/** The platform as one document. */
final class PlatformMethods {

  private final Administration.Needs needs;
  private final PlatformWriter writer;

  PlatformMethods(Administration.Needs needs) {
    this.needs = needs;
    this.writer = new PlatformWriter(needs.users(), needs.trail());
  }

  void addTo(AdminMethods methods) {
    methods
        .view(AdminServiceGrpc.getExportPlatformMethod(), this::export)
        .change(AdminServiceGrpc.getApplyPlatformMethod(), this::apply);
  }

  private View<ExportPlatformResponse> export(ExportPlatformRequest request) {
    return View.of(tx -> {
      PlatformDocument present = PlatformDocument.read(tx, needs.users());
      return ExportPlatformResponse.newBuilder()
          .setPlatform(present.toWire())
          .setState(present.state())
          .build();
    });
  }

  private Change<ApplyPlatformResponse> apply(ApplyPlatformRequest request) {
    PlatformDocument wanted = PlatformDocument.of(request.getPlatform());
    if (!request.getDryRun() && request.getExpectedState().isEmpty()) {
      throw Wire.invalid("expected_state: absent (expected: the state of a plan or an export)");
    }
    PlatformWriter.By by =
        new PlatformWriter.By(Caller.current().requester(), needs.clock().instant());
    Change<ApplyPlatformResponse> change =
        Change.of(
            "platform applied",
            (tx, event) ->
                request.getDryRun()
                    ? Trial.of(tx, part -> applied(part, request, wanted, by))
                    : applied(tx, request, wanted, by));
    // What is only tried changes nothing: there is nothing to tell of.
    return request.getDryRun()
        ? change.toldByTheDomain().widening(Widening.NEVER)
        : change.widening(
            new Widening(
                tx -> gives(tx, wanted, request.getPrune()),
                tx -> state(tx, wanted, request.getPrune())));
  }

  private boolean gives(Transaction tx, PlatformDocument wanted, boolean prunes) {
    PlatformDocument present = PlatformDocument.read(tx, needs.users());
    return PlatformPlan.between(present, wanted, prunes).gives();
  }

  /** As of one user: with a password comes another generation, of which no document tells. */
  private String state(Transaction tx, PlatformDocument wanted, boolean prunes) {
    PlatformDocument present = PlatformDocument.read(tx, needs.users());
    StringBuilder state = new StringBuilder(present.state());
    for (User user : PlatformPlan.between(present, wanted, prunes).enabled()) {
      UserAccounts.find(tx, new TenantId(user.getTenant()), new UserName(user.getName()))
          .ifPresent(account -> state.append(' ').append(account.generation()));
    }
    return state.toString();
  }

  private ApplyPlatformResponse applied(
      Transaction tx, ApplyPlatformRequest request, PlatformDocument wanted, PlatformWriter.By by) {
    PlatformDocument present = PlatformDocument.read(tx, needs.users());
    String state = present.state();
    String expected = request.getExpectedState();
    if (!expected.isEmpty() && !expected.equals(state)) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "platform: somebody has changed it since the plan was made (plan anew)");
    }
    PlatformPlan plan = PlatformPlan.between(present, wanted, request.getPrune());
    writer.take(tx, plan, by);
    ApplyPlatformResponse.Builder response = ApplyPlatformResponse.newBuilder();
    plan.steps().stream().map(PlatformStep::toWire).forEach(response::addChanges);
    return response
        .setState(request.getDryRun() ? state : PlatformDocument.read(tx, needs.users()).state())
        .build();
  }
}
