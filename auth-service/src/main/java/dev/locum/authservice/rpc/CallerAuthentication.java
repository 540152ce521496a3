package dev.locum.authservice.rpc;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.digest.Sha256;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenVerifier;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Authenticates the caller of every call and asks {@link MethodAccess} whether it may call the
 * method. The workload is read anew each time, so that disabling takes effect with the next call.
 * What fails is audited.
 */
final class CallerAuthentication implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "bearer ";

  private final TokenVerifier verifier;
  private final Audience self;
  private final Store store;
  private final AuditTrail trail;

  CallerAuthentication(TokenVerifier verifier, Issuer self, Store store, AuditTrail trail) {
    this.verifier = verifier;
    this.self = new Audience(self.value());
    this.store = store;
    this.trail = trail;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String correlationId = Correlation.of(headers);
    String method = call.getMethodDescriptor().getFullMethodName();
    Shown shown = refusing(method, correlationId, () -> shown(method, headers, call));
    headers.removeAll(AUTHORIZATION);
    Supplier<Caller> admission =
        () -> refusing(method, correlationId, () -> admit(method, shown, correlationId));
    return PresumedCall.isOf(method)
        ? PresumedCall.begin(call, headers, next, admission)
        : Contexts.interceptCall(
            Context.current().withValue(Caller.KEY, admission.get()), call, headers, next);
  }

  /**
   * What a caller shows, as far as it is true whatever the records say.
   *
   * @param token empty: none
   * @param certificate thumbprint of the connection's; empty: none
   */
  private record Shown(Optional<VerifiedServiceToken> token, String certificate) {}

  /** Whoever has no token of ours gets no further: we take no request of theirs into memory. */
  private Shown shown(String method, Metadata headers, ServerCall<?, ?> call) {
    MethodAccess access = access(method);
    String certificate = thumbprintOf(call);
    Optional<VerifiedServiceToken> token =
        bearer(headers).map(bearer -> verifier.verifyServiceToken(bearer, self).orElseThrow());
    if (token.isEmpty() && !access.withoutWorkload()) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, method);
    }
    return new Shown(token, certificate);
  }

  private Caller admit(String method, Shown shown, String correlationId) {
    MethodAccess access = access(method);
    Optional<Caller.Proven> proven = shown.token().map(this::proven);
    if (proven.isPresent() && !access.kinds().contains(proven.get().workload().kind())) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED,
          proven.get().workload().kind() + " " + proven.get().workload().id() + " at " + method);
    }
    proven
        .map(Caller.Proven::workload)
        .filter(workload -> workload.kind() == WorkloadKind.OPERATOR)
        .ifPresent(operator -> AdministratorAccess.require(method, operator));
    return new Caller(proven, correlationId, shown.certificate());
  }

  private static MethodAccess access(String method) {
    return MethodAccess.of(method)
        .orElseThrow(() -> new DenialException(DenialReason.METHOD_NOT_ALLOWED, method));
  }

  private <T> T refusing(String method, String correlationId, Supplier<T> step) {
    try {
      return step.get();
    } catch (DenialException e) {
      refused(method, correlationId, e);
      throw e;
    }
  }

  /** The one bearer token; more than one is refused, since two readers could each take another. */
  private static Optional<RawToken> bearer(Metadata headers) {
    Iterable<String> values = headers.getAll(AUTHORIZATION);
    if (values == null) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>();
    values.forEach(all::add);
    String value = all.get(0);
    boolean isBearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String token = isBearer ? value.substring(BEARER.length()) : "";
    if (all.size() != 1 || token.isBlank() || token.length() > RawToken.MAX_LENGTH) {
      throw new DenialException(
          DenialReason.NO_CREDENTIAL, "authorization: expected one bearer token");
    }
    return Optional.of(RawToken.of(token));
  }

  private Caller.Proven proven(VerifiedServiceToken verified) {
    try {
      Workload workload =
          store
              .read(tx -> Workloads.findEnabled(tx, verified.claims().workload()))
              .orElseThrow(() ->
                  new DenialException(
                      DenialReason.WORKLOAD_DISABLED, "workload " + verified.claims().workload()));
      return new Caller.Proven(workload, verified.life().id());
    } catch (StoreUnavailableException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "the workload could not be looked up");
    }
  }

  private void refused(String method, String correlationId, DenialException e) {
    try {
      trail
          .draft(AuditEventType.CALL_AUTHORIZED)
          .correlation(correlationId)
          .refused(e.reason().code(), method + " " + e.rejection().detail())
          .record();
    } catch (StoreUnavailableException | AuditUnavailableException unavailable) {
      throw new DenialException(
          DenialReason.AUDIT_UNAVAILABLE, "the refusal could not be recorded");
    }
  }

  /** {@code x5t#S256} of the client certificate that TLS has verified. */
  private static String thumbprintOf(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return "";
    }
    try {
      return Sha256.base64Url(session.getPeerCertificates()[0].getEncoded());
    } catch (SSLPeerUnverifiedException e) {
      return "";
    } catch (GeneralSecurityException e) {
      throw new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "client certificate unreadable");
    }
  }
}
