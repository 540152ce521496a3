package dev.locum.gateway.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The way of Temporal's answer back to the caller: its caller is proven again, it is checked, and
 * the delegations of what it holds are verified. What the caller may not have is given back to
 * Temporal, so that nothing hangs.
 */
final class ReturnLeg {

  /** Memory of a request that a dry run let pass unchecked. */
  static final Object UNCHECKED = new Object();

  private final CallDesk desk;
  private final Reports reports;
  private final CallerProof proof;
  private final CallRecord record;
  private final CallerSide caller;
  private final NeededDelegations delegations;

  ReturnLeg(
      ProxyParts parts,
      CallerProof proof,
      CallRecord record,
      CallerSide caller,
      NeededDelegations delegations) {
    this.desk = parts.desk();
    this.reports = parts.reports();
    this.proof = proof;
    this.record = record;
    this.caller = caller;
    this.delegations = delegations;
  }

  /** Temporal has answered what was forwarded. */
  void answered(
      RequestVerdict.Forward forward,
      TemporalMethod target,
      Status status,
      byte @Nullable [] message,
      Metadata trailers)
      throws InvalidProtocolBufferException {
    if (!status.isOk()) {
      caller.passOn(status, trailers);
      return;
    }
    if (message == null) {
      throw new IllegalStateException(target + ": answered without a message");
    }
    record.answered(message.length);
    Message response = target.parseResponse(message);
    if (forward.memory() == UNCHECKED) {
      caller.respond(response);
      return;
    }
    if (record.hasEnded()) {
      giveBack(response, () -> {});
      return;
    }
    if (!record.hold(message.length)) {
      giveBack(response, Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "answers not taken"));
      return;
    }
    proven(forward, response);
  }

  private void proven(RequestVerdict.Forward forward, Message response) {
    if (proof.isFresh()) {
      check(forward, response);
      return;
    }
    caller.when(
        proof.showAgain(),
        authentication -> {
          switch (authentication) {
            case Authentication.Proven by -> {
              proof.accept(by);
              check(forward, response);
            }
            case Authentication.Refused refused -> giveBack(response, refused.rejection());
          }
        });
  }

  private void check(RequestVerdict.Forward forward, Message response) {
    switch (desk.rules().checkResponse(proof.caller(), forward, response)) {
      case ResponseVerdict.Deliver deliver ->
          delegations.verify(
              deliver.delegations(),
              () -> handOn(deliver.response(), response),
              refused ->
                  withhold(
                      deliver
                          .withheld()
                          .withhold(
                              refused.need(),
                              refused.rejection().reason(),
                              refused.rejection().detail()),
                      deliver.response()));
      case ResponseVerdict.Withhold withhold -> withhold(withhold, response);
    }
  }

  private void handOn(Message checked, Message response) {
    if (!caller.respond(checked)) {
      giveBack(response, () -> {});
    }
  }

  private void withhold(ResponseVerdict.Withhold withheld, Message passing) {
    Rejection rejection = Rejection.of(withheld.reason(), withheld.detail());
    if (desk.dryRun()) {
      caller.record(AuditEventType.TASK_DISPATCHED, rejection, told -> caller.respond(passing));
      return;
    }
    caller.record(
        AuditEventType.TASK_DISPATCHED,
        rejection,
        told -> reports.send(withheld.reports(), () -> caller.respond(withheld.response())));
  }

  /** The caller is no longer proven, or takes nothing. */
  private void giveBack(Message response, Rejection rejection) {
    giveBack(response, () -> caller.refuse(rejection));
  }

  /** A task that came for a caller that does not get it is for another worker, and at once. */
  private void giveBack(Message response, Runnable then) {
    reports.send(TakenTask.giveBack(record.namespace(), response), then);
  }
}
