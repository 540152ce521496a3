package dev.locum.trigger.rpc;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.grpcauthz.rpc.Correlation;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the one bearer token of a call, and takes off every header that is not known to be
 * harmless: nothing of what a client says about itself but its token reaches a handler (S2-07). A
 * method without a row in {@link MethodAccess} is refused.
 */
final class BearerTokens implements ServerInterceptor {

  static final Context.Key<WorkCall> CALL = Context.key("locum-call");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "bearer ";

  /** What a handler may see. A list of headers that claim something would never be complete. */
  private static final Set<String> KEPT =
      Set.of(Correlation.HEADER.name(), "traceparent", "tracestate", "user-agent");

  private final AuditRecorder recorder;

  BearerTokens(AuditRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    Optional<MethodAccess> access = MethodAccess.of(method);
    if (access.equals(Optional.of(MethodAccess.ANYONE))) {
      return next.startCall(call, headers);
    }
    String correlationId = Correlation.of(headers);
    WorkCall workCall;
    try {
      if (access.isEmpty()) {
        throw new DenialException(DenialReason.METHOD_NOT_ALLOWED, method);
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
    for (String name : List.copyOf(headers.keys())) {
      if (KEPT.contains(name)) {
        continue;
      }
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        headers.removeAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
      } else {
        headers.removeAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
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
