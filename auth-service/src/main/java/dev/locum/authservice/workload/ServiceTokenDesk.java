package dev.locum.authservice.workload;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.ServiceClaims;
import dev.locum.token.TemporalClaims;
import dev.locum.token.TenantId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.List;

/**
 * Issues service tokens to workloads that have proven themselves: for the auth service and the
 * gateway always, for Temporal to gateways alone, for another service only where it is listed with
 * the workload (S2-22). Each issue and each refusal is in the trail.
 */
public final class ServiceTokenDesk {

  /** Short enough that a stolen one is soon worthless, long enough to be reused (S2-16). */
  public static final Duration LIFE = Duration.ofMinutes(5);

  /** The audience of service tokens that workloads show to the gateway. */
  public static final Audience GATEWAY = new Audience("locum-gateway");

  /** The audience that a Temporal with its own JWT authorizer is configured to expect. */
  public static final Audience TEMPORAL = new Audience("locum-temporal");

  /** The gateway forwards for every namespace, and what operators do; it decides itself. */
  private static final List<String> EVERYTHING = List.of("temporal-system:admin");

  /** The auth service asks whether workflows are still open. */
  private static final List<String> READING = List.of("temporal-system:read");

  private static final WorkloadId OURSELVES = new WorkloadId("auth-service");

  private final Issuer self;
  private final WorkloadAuthentication authentication;
  private final TokenIssuer issuer;
  private final AuditTrail trail;

  /**
   * A desk.
   *
   * @param self the auth service's own issuer value: its audience
   */
  public ServiceTokenDesk(
      Issuer self, WorkloadAuthentication authentication, TokenIssuer issuer, AuditTrail trail) {
    this.self = self;
    this.authentication = authentication;
    this.issuer = issuer;
    this.trail = trail;
  }

  /**
   * Authenticates a workload, audits what fails.
   *
   * @throws DenialException if the credential does not count
   */
  public Workload authenticate(PresentedCredential credential, String correlationId) {
    try {
      return authentication.authenticate(credential);
    } catch (DenialException e) {
      refused(trail.draft(AuditEventType.SERVICE_TOKEN_ISSUED).correlation(correlationId), e);
      throw e;
    }
  }

  /**
   * A token for one service.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if the workload may not call it
   */
  public IssuedToken issue(Workload workload, Audience audience, String correlationId) {
    AuditDraft draft =
        draft(workload.id(), audience)
            .subject("", workload.tenant().map(TenantId::value).orElse(""))
            .correlation(correlationId);
    if (!mayCall(workload, audience)) {
      DenialException refusal =
          new DenialException(
              DenialReason.CALLER_NOT_ALLOWED, "no service tokens for this audience");
      refused(draft, refusal);
      throw refusal;
    }
    return issued(
        draft,
        audience.equals(TEMPORAL)
            ? temporalToken(workload.id(), EVERYTHING)
            : issuer.issueServiceToken(new ServiceClaims(workload.id(), audience), LIFE));
  }

  /** A token with which the auth service itself asks Temporal. */
  public IssuedToken issueOwn() {
    return issued(draft(OURSELVES, TEMPORAL), temporalToken(OURSELVES, READING));
  }

  private IssuedToken temporalToken(WorkloadId workload, List<String> permissions) {
    return issuer.issueTemporalToken(new TemporalClaims(workload, TEMPORAL, permissions), LIFE);
  }

  private AuditDraft draft(WorkloadId workload, Audience audience) {
    return trail
        .draft(AuditEventType.SERVICE_TOKEN_ISSUED)
        .actor(workload.value())
        .audience(audience.value());
  }

  private static IssuedToken issued(AuditDraft draft, IssuedToken token) {
    draft.token(token.life().id().value()).allowed().record();
    return token;
  }

  /** Temporal believes whoever shows it a token: only gateways get one, whatever is listed. */
  private boolean mayCall(Workload workload, Audience audience) {
    if (audience.equals(TEMPORAL)) {
      return workload.kind() == WorkloadKind.GATEWAY;
    }
    return isOurs(audience) || workload.serviceAudiences().contains(audience);
  }

  /** The platform's own parts, which decide themselves what a workload may do. */
  private boolean isOurs(Audience audience) {
    return audience.value().equals(self.value()) || audience.equals(GATEWAY);
  }

  private static void refused(AuditDraft draft, DenialException e) {
    draft.refused(e.reason().code(), e.rejection().detail()).record();
  }
}
