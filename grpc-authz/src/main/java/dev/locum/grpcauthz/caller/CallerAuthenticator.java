package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.header.Presented;
import dev.locum.grpcauthz.header.PresentedCredentials;
import dev.locum.grpcauthz.holder.ShownHolder;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.Incubating;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns what a caller presented into who calls. It is used by the interceptor for headers, and by
 * itself for a token that comes in a message or over another protocol. An internal method has its
 * own way, {@link #authenticateInternal}.
 *
 * <p><b>Security guarantees</b>: every kind of token is verified as that kind for this very
 * service; a forwarded identity counts only next to the service token of a workload that is trusted
 * for that tenant; rights of a workload come from its entry, rights of a delegation from the
 * delegation, cut to this service's own actions. What was not asked for by the modes is refused.
 * Thread-safe; may block on the auth service.
 */
public final class CallerAuthenticator {

  private final CallerRules rules;
  private final LocumTokens tokens;
  private final ServiceCallers services;
  private final ForwardedCallers forwarded;
  private final Optional<EndUsers> users;

  CallerAuthenticator(CallerRules rules) {
    this.rules = rules;
    this.tokens = new LocumTokens(rules);
    this.services = new ServiceCallers(rules, tokens);
    this.forwarded = new ForwardedCallers(rules, services);
    this.users = rules.userTokens().map(accepted -> new EndUsers(rules, accepted));
  }

  /** Starts the rules of a service. */
  public static CallerRules.Builder builder() {
    return new CallerRules.Builder();
  }

  /** The service for which it authenticates: the {@code aud} of its tokens. */
  public Audience self() {
    return rules.self();
  }

  /** Whether some trust source, or some accepted mode, yields what an internal method believes. */
  public boolean hasTrustSource() {
    return !rules.sources().isEmpty()
        || Arrays.stream(CallerMode.values())
            .anyMatch(mode -> mode != CallerMode.USER && rules.accepts(mode));
  }

  /** The nonce that the next proof of possession has to have; empty: none is asked for. */
  @Incubating
  public Optional<String> nextProofNonce() {
    return rules.holders().nextNonce();
  }

  /** The headers that trust sources read, in lower case; to be taken out of every call. */
  public Set<String> trustHeaders() {
    return rules.sources().headers();
  }

  /**
   * Who calls a method that is not internal, by tokens that may be anybody's: a bound one is
   * refused. No trust source is asked.
   *
   * @throws DenialException if nobody can be proven, or that cannot be found out now
   */
  public CallerContext authenticate(PresentedCredentials presented, String correlationId) {
    return authenticate(presented, ShownHolder.nobody(), correlationId);
  }

  /**
   * Who calls a method that is not internal; no trust source is asked.
   *
   * @param evidence what proves the holder of a bound token
   * @throws DenialException if nobody can be proven, or that cannot be found out now
   */
  @Incubating
  public CallerContext authenticate(
      PresentedCredentials presented, CallEvidence evidence, String correlationId) {
    return authenticate(presented, evidence.holder(presented.proof()), correlationId);
  }

  private CallerContext authenticate(
      PresentedCredentials presented, ShownHolder shown, String correlationId) {
    boolean bearerAlone =
        presented.forwarded().isEmpty() && presented.txnToken().isEmpty() && !shown.asDpop();
    Optional<RawToken> bearer = presented.bearer();
    Optional<CallerContext> user =
        users.filter(accepted -> bearerAlone).flatMap(accepted -> bearer.flatMap(accepted::find));
    if (user.isPresent()) {
      rules.holders().requireOtherIssuers();
      return user.get();
    }
    return authenticateByMode(presented, shown, correlationId);
  }

  /**
   * Who calls an internal method: whoever a trust source vouches for, and a bearer token next to it
   * says nothing; else by the accepted modes. A token of {@link UserTokens} is not even looked at.
   *
   * @throws DenialException if nobody can be proven, or that cannot be found out now; which of the
   *     two it was in a trust source, the reason says and the caller is not told
   */
  public CallerContext authenticateInternal(
      Presented presented, CallEvidence evidence, String correlationId) {
    TrustSources.Outcome outcome = rules.sources().vouch(evidence);
    if (outcome.marker().isPresent()) {
      Sender sender = Sender.of(outcome.marker().get(), outcome.source());
      return vouched(sender, presented.withoutBearer(), evidence, correlationId);
    }
    boolean trusting = !rules.sources().isEmpty();
    if (trusting && (rules.acceptsNoMode() || presented.isEmpty())) {
      throw new DenialException(
          outcome
              .refusal()
              .orElse(Rejection.of(DenialReason.NO_CREDENTIAL, "no trust source vouches")));
    }
    PresentedCredentials all = presented.all();
    return authenticateByMode(all, evidence.holder(all.proof()), correlationId);
  }

  private CallerContext vouched(
      Sender sender, PresentedCredentials presented, CallEvidence evidence, String correlationId) {
    if (presented.forwarded().isPresent()) {
      return forwarded.onBehalf(presented, Optional.of(sender), correlationId);
    }
    if (presented.txnToken().isPresent()) {
      ShownHolder shown = evidence.holder(presented.proof());
      RawToken token = presented.txnToken().get();
      return forwardedToken(token, shown, Optional.of(sender), correlationId);
    }
    return sender.in(new CallerContext.Builder(Provenance.SERVICE)).build();
  }

  private CallerContext authenticateByMode(
      PresentedCredentials presented, ShownHolder shown, String correlationId) {
    boolean isBeside = presented.forwarded().isPresent() || presented.txnToken().isPresent();
    if (isBeside && shown.asDpop()) {
      throw new DenialException(DenialReason.PROOF_NEEDED, "a service token is bound to nothing");
    }
    if (presented.forwarded().isPresent()) {
      return forwarded.onBehalf(presented, Optional.empty(), correlationId);
    }
    if (presented.txnToken().isPresent()) {
      requireForwarding();
      return forwardedToken(
          presented.txnToken().get(),
          shown,
          presented.bearer().map(services::sender),
          correlationId);
    }
    return presented
        .bearer()
        .map(token -> bearer(token, shown, correlationId))
        .orElseThrow(() -> new DenialException(DenialReason.NO_CREDENTIAL, "no credential"));
  }

  private void requireForwarding() {
    if (!rules.accepts(CallerMode.FORWARD) && !rules.accepts(CallerMode.SLICE)) {
      throw new DenialException(
          DenialReason.TOKEN_KIND_WRONG, "this service accepts no delegation token");
    }
  }

  private CallerContext forwardedToken(
      RawToken token, ShownHolder shown, Optional<Sender> sender, String correlationId) {
    requireForwarding();
    VerifiedDelegationToken verified = tokens.delegation(token, shown).orElseThrow();
    DelegationClaims claims = verified.claims();
    requireSender(sender, claims);
    Instant expiresAt = verified.life().expiresAt();
    CallerContext.Builder caller =
        new CallerContext.Builder(Provenance.DELEGATED)
            .onBehalfOf(new OnBehalfOf(claims.subject(), claims.scope().tenant()))
            .delegation(claims.delegation())
            .workflowId(claims.scope().workflowId())
            .actions(own(current(token, claims.actions(), correlationId)));
    sender.ifPresent(by -> caller.service(by.entry().workload()).vouchedBy(by.vouchedBy()));
    return caller
        .token(
            verified.life().id().value(),
            sender.map(by -> by.endingBy(expiresAt)).orElse(expiresAt))
        .build();
  }

  /**
   * Who shows the delegation token; a service that is sender-constrained demands to know (S3-42).
   */
  private void requireSender(Optional<Sender> sender, DelegationClaims claims) {
    if (sender.isEmpty() && rules.isSenderConstrained()) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "delegation token without its sender");
    }
    if (sender.isPresent() && !sender.get().entry().tenants().contains(claims.scope().tenant())) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED,
          sender.get().entry().workload()
              + " is not trusted for tenant "
              + claims.scope().tenant());
    }
  }

  private CallerContext bearer(RawToken token, ShownHolder shown, String correlationId) {
    Rejection refused =
        Rejection.of(DenialReason.TOKEN_KIND_WRONG, "no kind is accepted as bearer");
    for (CallerMode mode : CallerMode.values()) {
      if (!rules.accepts(mode)) {
        continue;
      }
      Verification<CallerContext> caller = bearer(mode, token, shown, correlationId);
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
      CallerMode mode, RawToken token, ShownHolder shown, String correlationId) {
    return switch (mode) {
      case EXCHANGE ->
          map(
              tokens.downstream(token, shown),
              verified -> exchanged(token, verified, correlationId));
      case SERVICE -> map(tokens.service(token, shown), this::service);
      case USER -> map(tokens.access(token, shown), CallerAuthenticator::user);
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
    Sender sender = services.sender(verified, DenialReason.CALLER_NOT_ALLOWED);
    return sender.in(new CallerContext.Builder(Provenance.SERVICE)).build();
  }

  private static CallerContext user(VerifiedAccessToken verified) {
    return new CallerContext.Builder(Provenance.USER)
        .onBehalfOf(new OnBehalfOf(verified.claims().subject(), verified.claims().tenant()))
        .roles(verified.claims().roles())
        .token(verified.life().id().value(), verified.life().expiresAt())
        .build();
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
}
