package dev.locum.trigger.rpc;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.holder.ShownHolder;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.grpcauthz.tls.PeerCertificates;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.DpopProof;
import dev.locum.trigger.work.WorkCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the one token of a call, and what its holder shows if it is bound: a proof (RFC 9449 §7.1)
 * or the client certificate of the connection (RFC 8705 §3). Takes off every header that is not
 * known to be harmless: nothing of what a client says about itself but its token reaches a handler
 * (S2-07). A method without a row in {@link MethodAccess} is refused.
 */
final class UserTokens implements ServerInterceptor {

  static final Context.Key<WorkCall> CALL = Context.key("locum-call");

  private static final String BEARER = "bearer ";
  private static final String DPOP = "dpop ";

  /** What a handler may see. A list of headers that claim something would never be complete. */
  private static final Set<String> KEPT =
      Set.of(Correlation.HEADER.name(), "traceparent", "tracestate", "user-agent");

  private final AuditRecorder recorder;

  UserTokens(AuditRecorder recorder) {
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
      workCall =
          workCall(headers, "/" + method, PeerCertificates.of(call.getAttributes()), correlationId);
    } catch (DenialException e) {
      throw refused(e, correlationId);
    }
    strip(headers);
    return Contexts.interceptCall(Context.current().withValue(CALL, workCall), call, headers, next);
  }

  private static WorkCall workCall(
      Metadata headers, String path, List<X509Certificate> certificates, String correlationId) {
    List<String> shown = all(headers.getAll(CallHeaders.AUTHORIZATION));
    if (shown.size() != 1) {
      throw new DenialException(
          DenialReason.NO_CREDENTIAL, shown.size() + " values (expected: one token)");
    }
    boolean asDpop = isOf(DPOP, shown.get(0));
    if (!asDpop && !isOf(BEARER, shown.get(0))) {
      throw new DenialException(
          DenialReason.NO_CREDENTIAL, "scheme: another (expected: Bearer or DPoP)");
    }
    String token = shown.get(0).substring((asDpop ? DPOP : BEARER).length());
    if (token.isBlank() || token.length() > RawToken.MAX_LENGTH) {
      throw new DenialException(DenialReason.TOKEN_REJECTED, token.length() + " characters");
    }
    return new WorkCall(
        RawToken.of(token),
        new ShownHolder(asDpop, proof(headers), "POST", path, certificates),
        correlationId);
  }

  private static boolean isOf(String scheme, String authorization) {
    return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** DP-1: one proof or none; of several none is picked. */
  private static Optional<DpopProof> proof(Metadata headers) {
    List<String> proofs = all(headers.getAll(CallHeaders.DPOP));
    if (proofs.size() > 1) {
      throw new DenialException(DenialReason.PROOF_MALFORMED, "proofs: " + proofs.size());
    }
    try {
      return proofs.stream().findFirst().map(DpopProof::of);
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.PROOF_MALFORMED, "proof: empty or too long");
    }
  }

  private static List<String> all(@Nullable Iterable<String> values) {
    List<String> all = new ArrayList<>(1);
    if (values != null) {
      values.forEach(all::add);
    }
    return all;
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
