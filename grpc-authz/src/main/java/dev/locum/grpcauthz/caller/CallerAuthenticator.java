package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.header.ForwardedPrincipal;
import dev.locum.grpcauthz.header.PresentedCredentials;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns what a caller presented into who calls. It is used by the interceptor for headers, and by
 * itself for a token that comes in a message or over another protocol.
 *
 * <p><b>Security guarantees</b>: every kind of token is verified as that kind for this very
 * service; a forwarded identity counts only next to the service token of a workload that is trusted
 * for that tenant; rights of a workload come from its entry, rights of a delegation from the
 * delegation, cut to this service's own actions. What was not asked for by the modes is refused.
 * Thread-safe; may block on the auth service.
 */
public final class CallerAuthenticator {

  private final CallerRules rules;

  CallerAuthenticator(CallerRules rules) {
    this.rules = rules;
  }

  /** Starts the rules of a service. */
  public static CallerRules.Builder builder() {
    return new CallerRules.Builder();
  }

  /** The service for which it authenticates: the {@code aud} of its tokens. */
  public Audience self() {
    return rules.self();
  }

  /** Whether some accepted mode yields an identity that an internal method believes. */
  public boolean hasTrustSource() {
    return Arrays.stream(CallerMode.values())
        .anyMatch(mode -> mode != CallerMode.USER && rules.accepts(mode));
  }

  /**
   * Who calls.
   *
   * @throws DenialException if nobody can be proven, or that cannot be found out now
   */
  public CallerContext authenticate(PresentedCredentials presented, String correlationId) {
    if (presented.forwarded().isPresent()) {
      return onBehalf(presented, presented.forwarded().get(), correlationId);
    }
    if (presented.txnToken().isPresent()) {
      return forwardedToken(presented, presented.txnToken().get(), correlationId);
    }
    return presented
        .bearer()
        .map(token -> bearer(token, correlationId))
        .orElseThrow(() -> new DenialException(DenialReason.NO_CREDENTIAL, "no credential"));
  }

  private CallerContext onBehalf(
      PresentedCredentials presented, ForwardedPrincipal forwarded, String correlationId) {
    if (!rules.accepts(CallerMode.ON_BEHALF)) {
      throw forwardedRefused("this service accepts no forwarded identity");
    }
    if (presented.txnToken().isPresent()) {
      throw forwardedRefused("together with a delegation token");
    }
    RawToken bearer =
        presented.bearer().orElseThrow(() -> forwardedRefused("without a service token"));
    VerifiedServiceToken service = serviceToken(bearer);
    TrustedWorkload entry = trusted(service, DenialReason.FORWARDED_HEADER_REFUSED);
    if (!entry.tenants().contains(forwarded.tenant())) {
      throw forwardedRefused(entry.workload() + " is not trusted for tenant " + forwarded.tenant());
    }
    CallerContext.Builder caller =
        new CallerContext.Builder(Provenance.DELEGATED)
            .service(entry.workload())
            .onBehalfOf(new OnBehalfOf(forwarded.user(), forwarded.tenant()))
            .workflowId(forwarded.workflowId())
            .actions(entry.actions())
            .token(service.life().id().value(), service.life().expiresAt());
    forwarded.delegation().ifPresent(caller::delegation);
    rules
        .delegationCheck()
        .ifPresent(check -> confirm(check, entry, forwarded, caller, correlationId));
    return caller.build();
  }

  private static void confirm(
      DelegationCheck check,
      TrustedWorkload entry,
      ForwardedPrincipal forwarded,
      CallerContext.Builder caller,
      String correlationId) {
    if (forwarded.delegation().isEmpty()) {
      throw forwardedRefused("without a delegation");
    }
    DelegationCheck.Permitted permitted = check.check(entry.workload(), forwarded, correlationId);
    caller
        .workflowId(permitted.workflowId())
        .actions(entry.actions().intersect(permitted.actions()));
  }

  private CallerContext forwardedToken(
      PresentedCredentials presented, RawToken token, String correlationId) {
    if (!rules.accepts(CallerMode.FORWARD) && !rules.accepts(CallerMode.SLICE)) {
      throw new DenialException(
          DenialReason.TOKEN_KIND_WRONG, "this service accepts no delegation token");
    }
    VerifiedDelegationToken verified =
        rules.verifier().verifyDelegationToken(token, rules.trustDomain()).orElseThrow();
    DelegationClaims claims = verified.claims();
    CallerContext.Builder caller =
        new CallerContext.Builder(Provenance.DELEGATED)
            .onBehalfOf(new OnBehalfOf(claims.subject(), claims.scope().tenant()))
            .delegation(claims.delegation())
            .workflowId(claims.scope().workflowId())
            .actions(own(current(token, claims.actions(), correlationId)))
            .token(verified.life().id().value(), verified.life().expiresAt());
    sender(presented, claims).ifPresent(entry -> caller.service(entry.workload()));
    return caller.build();
  }

  /**
   * Who shows the delegation token; a service that is sender-constrained demands to know (S3-42).
   */
  private Optional<TrustedWorkload> sender(
      PresentedCredentials presented, DelegationClaims claims) {
    if (presented.bearer().isEmpty()) {
      if (rules.isSenderConstrained()) {
        throw new DenialException(
            DenialReason.NO_CREDENTIAL, "delegation token without its sender");
      }
      return Optional.empty();
    }
    TrustedWorkload entry =
        trusted(serviceToken(presented.bearer().get()), DenialReason.CALLER_NOT_ALLOWED);
    if (!entry.tenants().contains(claims.scope().tenant())) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED,
          entry.workload() + " is not trusted for tenant " + claims.scope().tenant());
    }
    return Optional.of(entry);
  }

  private CallerContext bearer(RawToken token, String correlationId) {
    Rejection refused =
        Rejection.of(DenialReason.TOKEN_KIND_WRONG, "no kind is accepted as bearer");
    for (CallerMode mode : CallerMode.values()) {
      if (!rules.accepts(mode)) {
        continue;
      }
      Verification<CallerContext> caller = bearer(mode, token, correlationId);
      if (caller instanceof Verification.Rejected<CallerContext> rejected) {
        refused = rejected.rejection();
        if (refused.reason() != DenialReason.TOKEN_KIND_WRONG) {
          break;
        }
      } else {
        return caller.orElseThrow();
      }
    }
    throw new DenialException(refused);
  }

  private Verification<CallerContext> bearer(
      CallerMode mode, RawToken token, String correlationId) {
    return switch (mode) {
      case EXCHANGE ->
          map(
              rules.verifier().verifyDownstreamToken(token, rules.self()),
              verified -> exchanged(token, verified, correlationId));
      case SERVICE -> map(rules.verifier().verifyServiceToken(token, rules.self()), this::service);
      case USER ->
          map(rules.verifier().verifyAccessToken(token, rules.self()), CallerAuthenticator::user);
      case FORWARD, SLICE, ON_BEHALF ->
          Verification.rejected(
              Rejection.of(DenialReason.TOKEN_KIND_WRONG, "not as a bearer token"));
    };
  }

  private CallerContext exchanged(
      RawToken token, VerifiedDownstreamToken verified, String correlationId) {
    DownstreamClaims claims = verified.claims();
    return new CallerContext.Builder(Provenance.DELEGATED)
        .service(claims.actor().workload())
        .onBehalfOf(new OnBehalfOf(claims.subject(), claims.tenant()))
        .delegation(claims.delegation())
        .workflowId(claims.workflowId())
        .actions(own(current(token, claims.actions(), correlationId)))
        .token(verified.life().id().value(), verified.life().expiresAt())
        .build();
  }

  private CallerContext service(VerifiedServiceToken verified) {
    TrustedWorkload entry = trusted(verified, DenialReason.CALLER_NOT_ALLOWED);
    return new CallerContext.Builder(Provenance.SERVICE)
        .service(entry.workload())
        .roles(entry.roles())
        .actions(entry.actions())
        .token(verified.life().id().value(), verified.life().expiresAt())
        .build();
  }

  private static CallerContext user(VerifiedAccessToken verified) {
    return new CallerContext.Builder(Provenance.USER)
        .onBehalfOf(new OnBehalfOf(verified.claims().subject(), verified.claims().tenant()))
        .roles(verified.claims().roles())
        .token(verified.life().id().value(), verified.life().expiresAt())
        .build();
  }

  private VerifiedServiceToken serviceToken(RawToken bearer) {
    Verification<VerifiedServiceToken> verified =
        rules.verifier().verifyServiceToken(bearer, rules.self());
    if (verified instanceof Verification.Rejected<VerifiedServiceToken> rejected
        && rejected.rejection().reason() == DenialReason.TOKEN_KIND_WRONG) {
      throw forwardedRefused("with a token that is no service token");
    }
    return verified.orElseThrow();
  }

  private TrustedWorkload trusted(VerifiedServiceToken service, DenialReason otherwise) {
    return rules
        .trusted(service.claims().workload())
        .orElseThrow(() ->
            new DenialException(
                otherwise, service.claims().workload() + " is not a trusted workload"));
  }

  /** What the authority still honours of the token; all of it where nobody is asked. */
  private ActionSet current(RawToken token, ActionSet actions, String correlationId) {
    return rules
        .introspection()
        .map(authority -> actions.intersect(authority.introspect(token, correlationId)))
        .orElse(actions);
  }

  /**
   * This service's slice (S3-54): defined here, so names that it does not know count for nothing.
   */
  private ActionSet own(ActionSet actions) {
    return rules.ownActions().map(actions::intersect).orElse(actions);
  }

  private static <T> Verification<CallerContext> map(
      Verification<T> verification, Function<T, CallerContext> caller) {
    return verification instanceof Verification.Rejected<T> rejected
        ? Verification.rejected(rejected.rejection())
        : Verification.verified(caller.apply(verification.orElseThrow()));
  }

  private static DenialException forwardedRefused(String detail) {
    return new DenialException(DenialReason.FORWARDED_HEADER_REFUSED, detail);
  }
}
