package dev.locum.gateway.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.caller.Credential;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.delegation.DelegationGate;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to Temporal: its caller is proven, its message read, checked and forwarded.
 * Nothing of its message is read before the caller is proven, so that strangers cannot fill memory.
 *
 * <p>Its steps follow one another, each on the thread that completed the one before; only the end
 * of what the caller sends, a cancellation and a new proof come from outside at any time. What the
 * caller is told is {@link CallerSide}'s, the way back {@link ReturnLeg}'s.
 */
final class ProxiedCall extends ServerCall.Listener<byte[]> {

  private final TemporalMethod method;
  private final CallDesk desk;
  private final OpenCalls open;
  private final InboundHeaders headers;
  private final @Nullable Deadline deadline;
  private final CallerProof proof;
  private final CallRecord record;
  private final UpstreamLeg leg;
  private final CallerSide caller;
  private final NeededDelegations delegations;
  private final ReturnLeg back;
  private final RequestArrival arrival = new RequestArrival();

  private volatile boolean unproven;

  ProxiedCall(
      ServerCall<byte[], Message> call, TemporalMethod method, ProxyParts parts, Metadata headers) {
    this.method = method;
    this.desk = parts.desk();
    this.open = parts.open();
    this.headers = InboundHeaders.of(headers);
    this.deadline = Context.current().getDeadline();
    this.proof = new CallerProof(desk.callers(), desk.clock());
    String correlationId = this.headers.correlationId();
    this.record = new CallRecord(desk, method.name(), correlationId, proof);
    this.leg = new UpstreamLeg(desk.upstream());
    this.caller = new CallerSide(call, method, record, correlationId, leg, () -> open.remove(this));
    this.delegations = new NeededDelegations(desk.delegations(), proof, caller);
    this.back = new ReturnLeg(parts, proof, record, caller, delegations);
  }

  /** Proves the caller, and reads the message then. */
  void begin(Connection connection) {
    proof.from(connection.address());
    caller.run(() -> {
      Credential shown;
      try {
        shown = connection.credential(headers.authorization());
      } catch (DenialException e) {
        stranger(e.rejection());
        return;
      }
      caller.when(proof.show(shown), this::authenticated);
    });
  }

  private void authenticated(Authentication authentication) {
    switch (authentication) {
      case Authentication.Refused refused -> stranger(refused.rejection());
      case Authentication.Proven by -> {
        if (!record.begin(by.caller())) {
          caller.refuse(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "calls"));
          return;
        }
        proof.accept(by);
        admit();
      }
    }
  }

  /** Only a dry run reads the message of somebody who is not proven. */
  private void stranger(Rejection rejection) {
    if (!desk.dryRun()) {
      caller.refuse(rejection);
      return;
    }
    caller.record(
        AuditEventType.TEMPORAL_CALLED,
        rejection,
        told -> {
          unproven = true;
          admit();
        });
  }

  private void admit() {
    if (leg.isCancelled()) {
      caller.cancelled();
    } else if (arrival.admitted()) {
      complete();
    } else {
      caller.read();
    }
  }

  @Override
  public void onMessage(byte[] message) {
    arrival.message(message);
  }

  @Override
  public void onHalfClose() {
    if (arrival.halfClosed()) {
      complete();
    }
  }

  private void complete() {
    caller.run(() -> {
      byte[] sent = arrival.take();
      if (sent == null) {
        caller.refuse(Rejection.of(DenialReason.REQUEST_INVALID, "expected: exactly one message"));
        return;
      }
      Message request;
      try {
        request = method.parseRequest(sent);
      } catch (InvalidProtocolBufferException e) {
        caller.refuse(Rejection.of(DenialReason.REQUEST_INVALID, "not a message of this method"));
        return;
      }
      record.received(request, sent.length);
      if (unproven) {
        forward(unchecked(request));
        return;
      }
      GatewayCaller by = proof.caller();
      if (!desk.limits().carry(by, sent.length)) {
        caller.refuse(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "bytes"));
        return;
      }
      decide(request, desk.rules().checkRequest(by, method.name(), request));
    });
  }

  private void decide(Message request, RequestVerdict verdict) {
    switch (verdict) {
      case RequestVerdict.Deny deny ->
          insteadOfRefusal(
              Rejection.of(deny.reason(), deny.detail()),
              () -> forward(unchecked(deny.unrefused() == null ? request : deny.unrefused())));
      case RequestVerdict.Report report -> report(report);
      case RequestVerdict.Answer answer -> caller.respond(answer.response());
      case RequestVerdict.Forward forward -> {
        record.about(forward.namespace());
        if (!desk.limits().mayName(proof.caller(), forward.request())) {
          caller.refuse(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "names"));
          return;
        }
        delegations.verify(
            forward.delegations(),
            () -> forward(forward),
            refusal -> refusedDelegation(forward, refusal));
      }
    }
  }

  /** What Temporal is told in place of the request is a refusal, and recorded as one. */
  private void report(RequestVerdict.Report report) {
    record.about(report.report().namespace());
    caller.record(
        AuditEventType.TEMPORAL_CALLED,
        Rejection.of(report.reason(), report.detail()),
        told -> forward(desk.dryRun() ? unchecked(report.unrefused()) : report.report()));
  }

  /** What Temporal is told in place of the request is a refusal too, and recorded as one. */
  private void refusedDelegation(RequestVerdict.Forward forward, DelegationGate.Refused refused) {
    Rejection refusal = refused.rejection();
    if (desk.dryRun()) {
      caller.record(AuditEventType.TEMPORAL_CALLED, refusal, told -> forward(forward));
      return;
    }
    switch (forward.refused().refuse(refused.need(), refusal.reason(), refusal.detail())) {
      case RequestVerdict.Forward instead ->
          caller.record(AuditEventType.TEMPORAL_CALLED, refusal, told -> forward(instead));
      case RequestVerdict.Report instead ->
          caller.record(AuditEventType.TEMPORAL_CALLED, refusal, told -> forward(instead.report()));
      case RequestVerdict.Deny deny -> caller.refuse(Rejection.of(deny.reason(), deny.detail()));
      case RequestVerdict.Answer answer ->
          caller.record(
              AuditEventType.TEMPORAL_CALLED, refusal, told -> caller.respond(answer.response()));
    }
  }

  /** Refuses; a dry run records the refusal only, and lets pass what came. */
  private void insteadOfRefusal(Rejection rejection, Runnable passing) {
    if (desk.dryRun()) {
      caller.record(AuditEventType.TEMPORAL_CALLED, rejection, told -> passing.run());
    } else {
      caller.refuse(rejection);
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
        ReturnLeg.UNCHECKED);
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
            caller.run(() -> back.answered(forward, target, status, message, trailers)));
  }

  private TemporalMethod known(String name) {
    TemporalMethod target = name.equals(method.name()) ? method : desk.methods().find(name);
    if (target == null) {
      throw new IllegalStateException(name + " is no method of Temporal");
    }
    return target;
  }

  /** Ends the call of a workload that was disabled while it waited. */
  void proveAgain() {
    if (proof.isFresh() || unproven || record.hasEnded()) {
      return;
    }
    caller.run(() ->
        caller.when(
            proof.showAgain(),
            authentication -> {
              switch (authentication) {
                case Authentication.Proven by -> proof.accept(by);
                case Authentication.Refused refused -> {
                  // What cannot be told now is told when the answer comes; it is not handed on
                  // then.
                  if (!refused.rejection().reason().isRetryable()) {
                    caller.refuse(refused.rejection());
                  }
                }
              }
            }));
  }

  @Override
  public void onCancel() {
    leg.cancel();
    if (proof.isAccepted() || unproven) {
      caller.cancelled();
    }
    record.closed();
  }

  @Override
  public void onComplete() {
    record.closed();
  }
}
