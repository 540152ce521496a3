package dev.locum.authservice.bootstrap;

import dev.locum.authservice.delegation.Delegations;
import dev.locum.authservice.delegation.Exchanging;
import dev.locum.authservice.delegation.IssueRequest;
import dev.locum.authservice.introspection.Introspections;
import dev.locum.authservice.introspection.TokenWorth;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.authority.ClientCredential;
import dev.locum.authservice.oauth.authority.DelegationRequest;
import dev.locum.authservice.oauth.authority.ExchangeRequest;
import dev.locum.authservice.oauth.authority.Introspection;
import dev.locum.authservice.oauth.authority.Issued;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.workload.ApiKey;
import dev.locum.authservice.workload.PresentedCredential;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.policy.AccessContext;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.TokenKind;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives the OAuth endpoints the same domain that the gRPC services have. */
final class OAuthAuthority implements Authority {

  private final ServiceTokenDesk desk;
  private final Delegations delegations;
  private final Introspections introspections;
  private final SigningKeys keys;
  private final Readiness readiness;

  OAuthAuthority(
      ServiceTokenDesk desk,
      Delegations delegations,
      Introspections introspections,
      SigningKeys keys,
      Readiness readiness) {
    this.desk = desk;
    this.delegations = delegations;
    this.introspections = introspections;
    this.keys = keys;
    this.readiness = readiness;
  }

  @Override
  public Verification<Workload> authenticate(ClientCredential credential, String correlationId) {
    try {
      return Verification.verified(desk.authenticate(presented(credential), correlationId));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }

  private static PresentedCredential presented(ClientCredential credential) {
    return switch (credential) {
      case ClientCredential.Assertion assertion ->
          new PresentedCredential.Assertion(assertion.assertion());
      case ClientCredential.Certificate shown ->
          new PresentedCredential.NamedCertificate(shown.workload(), shown.certificate());
      case ClientCredential.ApiKey key ->
          new PresentedCredential.NamedKey(key.workload(), ApiKey.claimed(key.key()));
    };
  }

  @Override
  public IssuedToken issueServiceToken(Workload workload, Audience audience, String correlationId) {
    return desk.issue(workload, audience, correlationId);
  }

  @Override
  public Issued issueDelegation(Workload trigger, DelegationRequest request, String correlationId) {
    requireKind(trigger, WorkloadKind.TRIGGER);
    DelegationRequest.Details details = request.details();
    var issued =
        delegations
            .issuing()
            .issue(
                trigger,
                new IssueRequest(
                    // Whoever bears it: no parameter of the exchange tells of a proof.
                    ShownAccess.borne(request.accessToken()),
                    details.route(),
                    details.idempotencyKey(),
                    details.requestDigest(),
                    request.actions(),
                    new AccessContext(details.lifetime(), details.taskQueue())),
                correlationId);
    IssuedToken token =
        issued
            .token()
            .orElseThrow(
                () -> new DenialException(DenialReason.STATE_CONFLICT, "the delegation has ended"));
    return new Issued(token, issued.delegation().grant().actions());
  }

  @Override
  public Issued exchange(Workload worker, ExchangeRequest request, String correlationId) {
    requireKind(worker, WorkloadKind.WORKER);
    IssuedToken token =
        delegations
            .exchanging()
            .exchange(
                worker,
                new Exchanging.Question(
                    request.delegationToken(),
                    Optional.empty(),
                    new Exchanging.Target.Service(request.downstream()),
                    request.actions(),
                    request.shown()),
                correlationId);
    return new Issued(token, request.actions());
  }

  @Override
  public Optional<String> nextNonce() {
    return delegations.proofs().nextNonce();
  }

  @Override
  public Optional<Introspection> introspect(Workload caller, RawToken token, String correlationId) {
    return introspections
        .introspect(caller, token.reveal(), correlationId)
        .map(OAuthAuthority::introspection);
  }

  private static Introspection introspection(TokenWorth worth) {
    return switch (worth) {
      case TokenWorth.Access found -> access(found.access());
      case TokenWorth.Delegation found -> delegation(found.token(), found.confirmation());
      case TokenWorth.Downstream found -> downstream(found.token(), found.confirmation());
    };
  }

  private static Introspection access(ActiveAccess access) {
    return new Introspection(
        TokenKind.ACCESS,
        access.token().claims().audience(),
        access.token().life(),
        new Introspection.About(
            access.subject().value(),
            Optional.of(access.tenant().value()),
            Optional.of(access.token().claims().clientId()),
            access.roles()),
        Introspection.Grant.none(),
        access.confirmation());
  }

  private static Introspection delegation(
      VerifiedDelegationToken token, Optional<Confirmation> confirmation) {
    return new Introspection(
        TokenKind.DELEGATION,
        token.claims().trustDomain(),
        token.life(),
        new Introspection.About(
            token.claims().subject().value(),
            Optional.of(token.claims().scope().tenant().value()),
            Optional.empty(),
            Set.of()),
        new Introspection.Grant(
            Optional.of(token.claims().actions()),
            Optional.of(token.claims().delegation().value()),
            Optional.empty()),
        confirmation);
  }

  private static Introspection downstream(
      VerifiedDownstreamToken token, Optional<Confirmation> confirmation) {
    return new Introspection(
        TokenKind.DOWNSTREAM,
        token.claims().audience(),
        token.life(),
        new Introspection.About(
            token.claims().subject().value(),
            Optional.of(token.claims().tenant().value()),
            Optional.of(token.claims().actor().workload().value()),
            Set.of()),
        new Introspection.Grant(
            Optional.of(token.claims().actions()),
            Optional.of(token.claims().delegation().value()),
            Optional.of(token.claims().actor())),
        confirmation);
  }

  @Override
  public boolean revoke(Workload caller, RawToken token, String correlationId) {
    return delegations.ending().revokeToken(caller, token, correlationId);
  }

  @Override
  public String keySet() {
    return keys.keySet().toJwks();
  }

  @Override
  public List<String> signingAlgorithms() {
    return keys.published().stream()
        .map(key -> key.algorithm().joseName())
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public boolean isReady() {
    return readiness.isReady();
  }

  private static void requireKind(Workload workload, WorkloadKind kind) {
    if (workload.kind() != kind) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, workload.kind() + " (expected: " + kind + ")");
    }
  }
}
