package dev.locum.trigger.rpc;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.work.WorkCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the one bearer token of a call, and takes every header off that could claim an identity:
 * nothing of what a client says about itself but its token reaches a handler (S2-07). Methods that
 * are neither the trigger's nor health are refused.
 */
final class BearerTokens implements ServerInterceptor {

  static final Context.Key<WorkCall> CALL = Context.key("locum-call");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "bearer ";
  private static final List<String> CLAIMING = List.of("x-forwarded-", "locum-", "x-auth-");

  private final AuditRecorder recorder;

  BearerTokens(AuditRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    if (service.equals(HealthGrpc.SERVICE_NAME)) {
      return next.startCall(call, headers);
    }
    String correlationId = Correlation.of(headers);
    WorkCall workCall;
    try {
      if (!service.equals(TriggerServiceGrpc.SERVICE_NAME)
          || TriggerServiceGrpc.getServiceDescriptor().getMethods().stream()
              .noneMatch(known ->
                  known
                      .getFullMethodName()
                      .equals(call.getMethodDescriptor().getFullMethodName()))) {
        throw new DenialException(
            DenialReason.METHOD_NOT_ALLOWED, call.getMethodDescriptor().getFullMethodName());
      }
      workCall = new WorkCall(bearer(headers), correlationId);
    } catch (DenialException e) {
      throw refused(e, correlationId);
    }
    strip(headers);
    return Contexts.interceptCall(Context.current().withValue(CALL, workCall), call, headers, next);
  }

  private static RawToken bearer(Metadata headers) {
    Iterable<String> values = headers.getAll(AUTHORIZATION);
    List<String> all = new ArrayList<>();
    if (values != null) {
      values.forEach(all::add);
    }
    if (all.size() != 1 || !all.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new DenialException(
          DenialReason.NO_CREDENTIAL, all.size() + " values (expected: one bearer token)");
    }
    String token = all.get(0).substring(BEARER.length());
    if (token.isBlank() || token.length() > RawToken.MAX_LENGTH) {
      throw new DenialException(DenialReason.TOKEN_REJECTED, token.length() + " characters");
    }
    return RawToken.of(token);
  }

  private static void strip(Metadata headers) {
    headers.removeAll(AUTHORIZATION);
    for (String name : List.copyOf(headers.keys())) {
      if (CLAIMING.stream().anyMatch(name::startsWith)) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          headers.removeAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
        } else {
          headers.removeAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        }
      }
    }
  }

  private DenialException refused(DenialException e, String correlationId) {
    try {
      recorder
          .draft(AuditEventType.CALL_AUTHORIZED)
          .correlation(correlationId)
          .refused(e.reason().code(), e.rejection().detail())
          .record();
      return e;
    } catch (AuditUnavailableException unavailable) {
      return new DenialException(DenialReason.AUDIT_UNAVAILABLE, "the spool is full or lost");
    }
  }
}
