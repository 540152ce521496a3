package dev.locum.authservice.workload;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.ServiceClaims;
import dev.locum.token.TenantId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;

/**
 * Issues service tokens to workloads that have proven themselves: for the auth service and the
 * gateway always, for another service only where it is listed with the workload (S2-22). Each issue
 * and each refusal is in the trail.
 */
public final class ServiceTokenDesk {

  /** Short enough that a stolen one is soon worthless, long enough to be reused (S2-16). */
  public static final Duration LIFE = Duration.ofMinutes(5);

  /** The audience of service tokens that workloads show to the gateway. */
  public static final Audience GATEWAY = new Audience("locum-gateway");

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
        trail
            .draft(AuditEventType.SERVICE_TOKEN_ISSUED)
            .actor(workload.id().value())
            .subject("", workload.tenant().map(TenantId::value).orElse(""))
            .audience(audience.value())
            .correlation(correlationId);
    if (!isOurs(audience) && !workload.serviceAudiences().contains(audience)) {
      DenialException refusal =
          new DenialException(
              DenialReason.CALLER_NOT_ALLOWED, "no service tokens for this audience");
      refused(draft, refusal);
      throw refusal;
    }
    IssuedToken token = issuer.issueServiceToken(new ServiceClaims(workload.id(), audience), LIFE);
    draft.token(token.life().id().value()).allowed().record();
    return token;
  }

  /** The platform's own parts, which decide themselves what a workload may do. */
  private boolean isOurs(Audience audience) {
    return audience.value().equals(self.value()) || audience.equals(GATEWAY);
  }

  private static void refused(AuditDraft draft, DenialException e) {
    draft.refused(e.reason().code(), e.rejection().detail()).record();
  }
}
