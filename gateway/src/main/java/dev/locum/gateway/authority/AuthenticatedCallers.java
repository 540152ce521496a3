package dev.locum.gateway.authority;

import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.Callers;
import dev.locum.gateway.caller.Credential;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadResponse;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the auth service whose a credential is, and keeps each answer for at most five seconds.
 *
 * <p><b>Security guarantees</b>: a disabled workload, a revoked key and a grant that was taken back
 * count no longer than the answer is kept. A certificate counts no longer than it says itself, even
 * on a connection that is still open. Without an answer nobody is authenticated.
 */
public final class AuthenticatedCallers implements Callers {

  /** Bounds the memory that callers with made-up credentials can fill. */
  private static final int SIZE = 10_000;

  /** How long a refusal is kept, so that a broken client does not become a load. */
  private static final Duration REFUSAL_KEPT = Duration.ofSeconds(1);

  private final Authority authority;
  private final Clock clock;
  private final BriefMemory<Credential, Authentication> memory;

  /** Uses a client of the auth service. */
  public AuthenticatedCallers(Authority authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
    this.memory = new BriefMemory<>(SIZE, clock, Authentication::validUntil);
  }

  @Override
  public CompletableFuture<Authentication> authenticate(Credential credential) {
    if (!clock.instant().isBefore(notAfter(credential))) {
      return CompletableFuture.completedFuture(
          refused(Rejection.of(DenialReason.CREDENTIAL_UNKNOWN, "the certificate has expired")));
    }
    return memory.get(credential, this::ask);
  }

  private static Instant notAfter(Credential credential) {
    return switch (credential) {
      case Credential.Certificate certificate -> certificate.notAfter();
      case Credential.Svid svid -> svid.notAfter();
      case Credential.ApiKey _, Credential.ServiceToken _ -> Instant.MAX;
    };
  }

  private CompletableFuture<Authentication> ask(Credential credential) {
    Instant asked = clock.instant();
    return authority
        .authenticate(requestFor(credential))
        .thenApply(answer -> proven(answer, credential, asked))
        .exceptionally(failure -> refused(Authority.rejectionOf(failure)));
  }

  private static AuthenticateWorkloadRequest requestFor(Credential credential) {
    AuthenticateWorkloadRequest.Builder request = AuthenticateWorkloadRequest.newBuilder();
    switch (credential) {
      case Credential.ApiKey key -> request.setApiKey(key.key().reveal());
      case Credential.ServiceToken token -> request.setServiceToken(token.token().reveal());
      case Credential.Certificate certificate ->
          request.setCertificateThumbprint(certificate.thumbprint());
      case Credential.Svid svid -> request.setSpiffeId(svid.spiffeId());
    }
    return request.build();
  }

  private Authentication refused(Rejection rejection) {
    return new Authentication.Refused(rejection, clock.instant().plus(REFUSAL_KEPT));
  }

  private static Authentication proven(
      AuthenticateWorkloadResponse answer, Credential credential, Instant asked) {
    Map<String, NamespaceGrant> grants = new HashMap<>();
    answer.getGrantsList().forEach(grant -> grants.put(grant.getNamespace(), grant(grant)));
    GatewayCaller caller =
        new GatewayCaller(
            new WorkloadId(answer.getWorkloadId()),
            role(answer),
            answer.getTenant().isEmpty()
                ? Optional.empty()
                : Optional.of(new TenantId(answer.getTenant())),
            credential.kind(),
            grants);
    Duration kept =
        Duration.ofSeconds(answer.getValidFor().getSeconds(), answer.getValidFor().getNanos());
    if (kept.compareTo(BriefMemory.LONGEST) > 0) {
      kept = BriefMemory.LONGEST;
    }
    return new Authentication.Proven(caller, asked.plus(kept));
  }

  private static CallerRole role(AuthenticateWorkloadResponse answer) {
    return switch (answer.getKind()) {
      case WORKLOAD_KIND_WORKER -> CallerRole.WORKER;
      case WORKLOAD_KIND_STARTER -> CallerRole.STARTER;
      case WORKLOAD_KIND_TRIGGER -> CallerRole.TRIGGER;
      case WORKLOAD_KIND_OPERATOR -> CallerRole.OPERATOR;
      default ->
          throw new DenialException(
              DenialReason.CREDENTIAL_UNKNOWN, answer.getKind() + " has no business here");
    };
  }

  private static NamespaceGrant grant(dev.locum.protocol.auth.v1.NamespaceGrant grant) {
    Layout layout =
        switch (grant.getLayout()) {
          case NAMESPACE_LAYOUT_DEDICATED -> Layout.DEDICATED;
          case NAMESPACE_LAYOUT_SHARED -> Layout.SHARED;
          case NAMESPACE_LAYOUT_UNSPECIFIED, UNRECOGNIZED -> throw unknown("layout");
        };
    DelegationRule delegations =
        switch (grant.getDelegations()) {
          case DELEGATION_RULE_REQUIRED -> DelegationRule.REQUIRED;
          case DELEGATION_RULE_ALLOWED -> DelegationRule.ALLOWED;
          case DELEGATION_RULE_IGNORED -> DelegationRule.IGNORED;
          case DELEGATION_RULE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("delegation rule");
        };
    return new NamespaceGrant(
        grant.getNamespace(),
        layout,
        delegations,
        new HashSet<>(grant.getTaskQueuesList()),
        new HashSet<>(grant.getWorkflowTypesList()),
        grant.getIdPrefix(),
        kinds(grant));
  }

  private static Set<CredentialKind> kinds(dev.locum.protocol.auth.v1.NamespaceGrant grant) {
    Set<CredentialKind> kinds = EnumSet.noneOf(CredentialKind.class);
    for (dev.locum.protocol.auth.v1.CredentialKind kind : grant.getCredentialsList()) {
      kinds.add(
          switch (kind) {
            case CREDENTIAL_KIND_CERTIFICATE -> CredentialKind.CERTIFICATE;
            case CREDENTIAL_KIND_API_KEY -> CredentialKind.API_KEY;
            case CREDENTIAL_KIND_SERVICE_TOKEN -> CredentialKind.SERVICE_TOKEN;
            case CREDENTIAL_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown("credential kind");
          });
    }
    return kinds;
  }

  private static DenialException unknown(String what) {
    return new DenialException(
        DenialReason.AUTHORITY_UNAVAILABLE, "the auth service answers a " + what + " unknown here");
  }
}
