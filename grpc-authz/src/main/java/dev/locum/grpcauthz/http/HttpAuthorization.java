package dev.locum.grpcauthz.http;

import dev.locum.audit.AuditRecorder;
import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.header.CredentialIntake;
import dev.locum.grpcauthz.internal.CallAudit;
import dev.locum.grpcauthz.internal.CallGate;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Metadata;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about requests by a table of routes: who calls is proven by the same {@link
 * CallerAuthenticator} as over gRPC, and every decision is recorded.
 *
 * <p><b>Security guarantees</b>: a credential that is there twice refuses (H9); forwarded headers
 * count only next to a trusted service (S2-23); an internal route accepts only an identity that a
 * trust source set (H1). What a handler may see of the headers, {@link Admission#hides} says; an
 * adapter must obey it, on every route.
 *
 * <p>Immutable and thread-safe; may block on keys and the auth service.
 */
@Incubating
public final class HttpAuthorization {

  private final HttpRoutes routes;
  private final CallerAuthenticator authenticator;
  private final CredentialIntake intake;
  private final CallGate gate;

  private HttpAuthorization(HttpRoutes routes, CallerAuthenticator authenticator, CallGate gate) {
    this.intake = CredentialIntake.of(authenticator.trustHeaders());
    this.routes = routes;
    this.authenticator = authenticator;
    this.gate = gate;
  }

  /**
   * An authorization.
   *
   * @param audit records decisions; a request whose event is not kept is not let in
   * @throws ContractException if a route is internal and there is no trust source
   */
  public static HttpAuthorization of(
      HttpRoutes routes, CallerAuthenticator authenticator, AuditRecorder audit) {
    CallGate gate = new CallGate(authenticator, new CallAudit(audit, authenticator.self()));
    gate.requireReachable(routes.all());
    return new HttpAuthorization(routes, authenticator, gate);
  }

  /**
   * Lets a request in.
   *
   * @param correlationId of {@link #correlationOf}
   * @throws DenialException if it is refused; that is recorded, but for a credential header whose
   *     name is no legal one, which is refused before anything is decided
   */
  public Admission admit(HttpCall call, String correlationId) {
    Set<String> trust = authenticator.trustHeaders();
    Metadata credentials = credentials(call, trust);
    CredentialIntake.Taken taken = intake.take(credentials);
    MethodContract contract = routes.of(call.method(), call.path());
    CallerContext caller =
        contract.posture() == Posture.PUBLIC
            ? CallerContext.nobody()
            : gate.admit(
                contract,
                taken,
                () ->
                    CallEvidence.of(taken.trustHeaders(), call.peer())
                        .withRequest(call.method(), call.requestedPath()),
                correlationId);
    return new Admission(caller, correlationId, trust, nextNonce(call));
  }

  /**
   * The answer to a request that {@link #admit} has refused.
   *
   * @param correlationId of {@link #correlationOf}
   */
  public HttpRefusal refusal(DenialException refused, String correlationId) {
    return HttpRefusal.of(refused.rejection(), correlationId, authenticator.nextProofNonce());
  }

  /** The request's own correlation id, or a fresh one if it has none of the right form. */
  public static String correlationOf(HttpCall call) {
    Metadata headers = new Metadata();
    List<String> given = call.headers(Correlation.HEADER.name());
    if (given.size() == 1) {
      headers.put(Correlation.HEADER, given.get(0));
    }
    return Correlation.of(headers);
  }

  /** Whoever shows a proof is told what the next one has to have (RFC 9449 §8.2). */
  private Optional<String> nextNonce(HttpCall call) {
    return call.headers(CallHeaders.DPOP.name()).isEmpty()
        ? Optional.empty()
        : authenticator.nextProofNonce();
  }

  /** The credentials alone, each value as it came, in the form in which gRPC's are taken. */
  private static Metadata credentials(HttpCall call, Set<String> trust) {
    Metadata credentials = new Metadata();
    for (String name : Set.copyOf(lowerCase(call))) {
      if (CredentialIntake.isCredential(name) || trust.contains(name)) {
        Metadata.Key<String> key = key(name);
        call.headers(name).forEach(value -> credentials.put(key, value));
      }
    }
    return credentials;
  }

  private static List<String> lowerCase(HttpCall call) {
    return call.headerNames().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static Metadata.Key<String> key(String name) {
    try {
      return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "header: illegal name");
    }
  }
}
