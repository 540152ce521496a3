package dev.locum.gateway.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.caller.Credential;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.delegation.DelegationGate;
import dev.locum.gateway.rpc.CallEnd;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way to Temporal and back. Nothing of its message is read before the caller is
 * proven, so that strangers cannot fill memory.
 *
 * <p>Its steps follow one another, each on the thread that completed the one before; only a
 * cancellation and a new proof come from outside at any time. It ends once.
 */
final class ProxiedCall extends ServerCall.Listener<byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(ProxiedCall.class);

  /** Memory of a request that a dry run let pass unchecked. */
  private static final Object UNCHECKED = new Object();

  private final ServerCall<byte[], Message> call;
  private final TemporalMethod method;
  private final CallDesk desk;
  private final Reports reports;
  private final OpenCalls open;
  private final InboundHeaders headers;
  private final @Nullable Deadline deadline;
  private final CallerProof proof;
  private final CallRecord record;
  private final UpstreamLeg leg;

  private volatile boolean halfClosed;
  private volatile boolean unproven;
  private byte @Nullable [] bytes;
  private boolean several;

  ProxiedCall(
      ServerCall<byte[], Message> call, TemporalMethod method, ProxyParts parts, Metadata headers) {
    this.call = call;
    this.method = method;
    this.desk = parts.desk();
    this.reports = parts.reports();
    this.open = parts.open();
    this.headers = InboundHeaders.of(headers);
    this.deadline = Context.current().getDeadline();
    this.proof = new CallerProof(desk.callers(), desk.clock());
    this.record = new CallRecord(desk, method.name(), this.headers.correlationId(), proof);
    this.leg = new UpstreamLeg(desk.upstream());
  }

  /** Proves the caller, and reads the message then. */
  void begin(Connection connection) {
    guarded(() -> {
      Credential shown;
      try {
        shown = connection.credential(headers.authorization());
      } catch (DenialException e) {
        stranger(e.rejection());
        return;
      }
      when(proof.show(shown), this::authenticated);
    });
  }

  private void authenticated(Authentication authentication) {
    switch (authentication) {
      case Authentication.Refused refused -> stranger(refused.rejection());
      case Authentication.Proven by -> {
        if (!record.begin(by.caller())) {
          refuse(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "calls"));
          return;
        }
        proof.accept(by);
        if (leg.isCancelled()) {
          end("CANCELLED");
        } else if (halfClosed) {
          complete();
        } else {
          call.request(2);
        }
      }
    }
  }

  /** Only a dry run reads the message of somebody who is not proven. */
  private void stranger(Rejection rejection) {
    if (!desk.dryRun()) {
      refuse(rejection);
      return;
    }
    record(
        AuditEventType.TEMPORAL_CALLED,
        rejection,
        told -> {
          unproven = true;
          if (halfClosed) {
            complete();
          } else {
            call.request(2);
          }
        });
  }

  @Override
  public void onMessage(byte[] message) {
    several |= bytes != null;
    bytes = message;
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    if (proof.isAccepted() || unproven) {
      complete();
    }
  }

  private void complete() {
    guarded(() -> {
      byte[] sent = bytes;
      bytes = null;
      if (sent == null || several) {
        refuse(Rejection.of(DenialReason.REQUEST_INVALID, "expected: exactly one message"));
        return;
      }
      Message request;
      try {
        request = method.parseRequest(sent);
      } catch (InvalidProtocolBufferException e) {
        refuse(Rejection.of(DenialReason.REQUEST_INVALID, "not a message of this method"));
        return;
      }
      record.received(request, sent.length);
      if (unproven) {
        forward(unchecked(request));
        return;
      }
      GatewayCaller caller = proof.caller();
      if (!desk.limits().carry(caller, sent.length)) {
        refuse(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "bytes"));
        return;
      }
      decide(request, desk.rules().checkRequest(caller, method.name(), request));
    });
  }

  private void decide(Message request, RequestVerdict verdict) {
    switch (verdict) {
      case RequestVerdict.Deny deny ->
          insteadOfRefusal(
              Rejection.of(deny.reason(), deny.detail()),
              () -> forward(unchecked(deny.unrefused() == null ? request : deny.unrefused())));
      case RequestVerdict.Report report -> report(report);
      case RequestVerdict.Answer answer -> respond(answer.response());
      case RequestVerdict.Forward forward -> {
        record.about(forward.namespace());
        verified(
            forward.delegations(),
            () -> forward(forward),
            refusal -> refusedDelegation(forward, refusal));
      }
    }
  }

  /** What Temporal is told in place of the request is a refusal, and recorded as one. */
  private void report(RequestVerdict.Report report) {
    record.about(report.report().namespace());
    record(
        AuditEventType.TEMPORAL_CALLED,
        Rejection.of(report.reason(), report.detail()),
        told -> forward(desk.dryRun() ? unchecked(report.unrefused()) : report.report()));
  }

  /** What Temporal is told in place of the request is a refusal too, and recorded as one. */
  private void refusedDelegation(RequestVerdict.Forward forward, DelegationGate.Refused refused) {
    Rejection refusal = refused.rejection();
    if (desk.dryRun()) {
      record(AuditEventType.TEMPORAL_CALLED, refusal, told -> forward(forward));
      return;
    }
    switch (forward.refused().refuse(refused.need(), refusal.reason(), refusal.detail())) {
      case RequestVerdict.Forward instead ->
          record(AuditEventType.TEMPORAL_CALLED, refusal, told -> forward(instead));
      case RequestVerdict.Report instead ->
          record(AuditEventType.TEMPORAL_CALLED, refusal, told -> forward(instead.report()));
      case RequestVerdict.Deny deny -> refuse(Rejection.of(deny.reason(), deny.detail()));
      case RequestVerdict.Answer answer ->
          record(AuditEventType.TEMPORAL_CALLED, refusal, told -> respond(answer.response()));
    }
  }

  private void verified(
      List<DelegationNeed> needs, Runnable good, Consumer<DelegationGate.Refused> otherwise) {
    if (needs.isEmpty()) {
      good.run();
      return;
    }
    when(
        desk.delegations().verify(proof.caller(), needs),
        refused -> refused.ifPresentOrElse(otherwise, good));
  }

  /** Refuses; a dry run records the refusal only, and lets pass what came. */
  private void insteadOfRefusal(Rejection rejection, Runnable passing) {
    if (desk.dryRun()) {
      record(AuditEventType.TEMPORAL_CALLED, rejection, told -> passing.run());
    } else {
      refuse(rejection);
    }
  }

  /** For a dry run: what was not checked, and whose answer cannot be either. */
  private RequestVerdict.Forward unchecked(Message request) {
    return new RequestVerdict.Forward(
        method.name(),
        headers.claimedNamespace(),
        request,
        List.of(),
        RequestVerdict.OnRefusal.DENY,
        UNCHECKED);
  }

  private void forward(RequestVerdict.Forward forward) {
    TemporalMethod target = known(forward.method());
    Metadata outbound = headers.outbound(forward.namespace());
    open.add(this);
    if (record.hasEnded()) {
      open.remove(this);
      return;
    }
    leg.start(
        target,
        forward.request(),
        deadline,
        outbound,
        (status, message, trailers) ->
            guarded(() -> answered(forward, target, status, message, trailers)));
  }

  private TemporalMethod known(String name) {
    TemporalMethod target = name.equals(method.name()) ? method : desk.methods().find(name);
    if (target == null) {
      throw new IllegalStateException(name + " is no method of Temporal");
    }
    return target;
  }

  private void answered(
      RequestVerdict.Forward forward,
      TemporalMethod target,
      Status status,
      byte @Nullable [] message,
      Metadata trailers)
      throws InvalidProtocolBufferException {
    if (!status.isOk()) {
      if (end(status.getCode().name())) {
        CallEnd.passOn(call, status, trailers, headers.correlationId());
      }
      return;
    }
    if (message == null) {
      throw new IllegalStateException(target + ": answered without a message");
    }
    record.answered(message.length);
    Message response = target.parseResponse(message);
    if (forward.memory() == UNCHECKED) {
      respond(response);
      return;
    }
    if (record.hasEnded()) {
      // The caller went away while Temporal handed out a task: it need not wait for its timeout.
      reports.send(TakenTask.giveBack(record.namespace(), response), () -> {});
      return;
    }
    if (!record.hold(message.length)) {
      giveBack(response, Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "answers not taken"));
      return;
    }
    if (proof.isFresh()) {
      check(forward, response);
      return;
    }
    when(
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
          verified(
              deliver.delegations(),
              () -> respond(deliver.response()),
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

  private void withhold(ResponseVerdict.Withhold withheld, Message passing) {
    Rejection rejection = Rejection.of(withheld.reason(), withheld.detail());
    if (desk.dryRun()) {
      record(AuditEventType.TASK_DISPATCHED, rejection, told -> respond(passing));
      return;
    }
    record(
        AuditEventType.TASK_DISPATCHED,
        rejection,
        told -> reports.send(withheld.reports(), () -> respond(withheld.response())));
  }

  /**
   * The caller is no longer proven, or takes nothing: a task that came for it goes back, for
   * another worker.
   */
  private void giveBack(Message response, Rejection rejection) {
    reports.send(TakenTask.giveBack(record.namespace(), response), () -> refuse(rejection));
  }

  private void respond(Message response) {
    if (end(CallRecord.ANSWERED)) {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      CallEnd.ok(call);
    }
  }

  /**
   * Records the refusal and tells the caller. A limit says nothing about rights, and a tenant that
   * has reached one must not fill the trail: it is counted only.
   */
  private void refuse(Rejection rejection) {
    if (rejection.reason() == DenialReason.TENANT_LIMIT_REACHED) {
      tell(rejection);
    } else {
      record(AuditEventType.TEMPORAL_CALLED, rejection, this::tell);
    }
  }

  private void tell(Rejection rejection) {
    if (!ended(rejection.reason().publicReason().code(), true)) {
      return;
    }
    if (rejection.reason() == DenialReason.METHOD_NOT_ALLOWED
        && ProbedMethods.isProbed(method.name())) {
      CallEnd.unimplemented(call);
    } else {
      CallEnd.refuse(call, rejection, headers.correlationId());
    }
    leg.cancel();
  }

  private void record(AuditEventType type, Rejection rejection, Consumer<Rejection> then) {
    record.refused(type, rejection, told -> guarded(() -> then.accept(told)));
  }

  /** Ends the call of a workload that was disabled while it waited. */
  void proveAgain() {
    if (proof.isFresh() || unproven || record.hasEnded()) {
      return;
    }
    guarded(() ->
        when(
            proof.showAgain(),
            authentication -> {
              switch (authentication) {
                case Authentication.Proven by -> proof.accept(by);
                case Authentication.Refused refused -> {
                  // What cannot be told now is told when the answer comes; it is not handed on
                  // then.
                  if (!refused.rejection().reason().isRetryable()) {
                    refuse(refused.rejection());
                  }
                }
              }
            }));
  }

  @Override
  public void onCancel() {
    leg.cancel();
    if (proof.isAccepted() || unproven) {
      end("CANCELLED");
    }
    record.closed();
  }

  @Override
  public void onComplete() {
    record.closed();
  }

  private boolean end(String outcome) {
    return ended(outcome, false);
  }

  private boolean ended(String outcome, boolean refused) {
    boolean isTheEnd = record.end(outcome, refused);
    if (isTheEnd) {
      open.remove(this);
    }
    return isTheEnd;
  }

  private <T> void when(CompletableFuture<T> step, Consumer<T> next) {
    step.whenComplete((result, failure) ->
        guarded(() -> {
          if (failure != null) {
            throw new IllegalStateException("a step failed", failure);
          }
          next.accept(result);
        }));
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (DenialException e) {
      refuse(e.rejection());
    } catch (Exception e) {
      LOG.error("{} failed, correlation {}", method, headers.correlationId(), e);
      if (ended(DenialReason.SERVER_FAULT.code(), true)) {
        CallEnd.refuse(call, Rejection.of(DenialReason.SERVER_FAULT), headers.correlationId());
      }
      leg.cancel();
    }
  }

  /** A step that may fail; its failure is the end of the call. */
  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }
}
