package dev.locum.audit;

/**
 * Who. Empty text: not known. Text longer than 1,024 characters is cut.
 *
 * @param component the part that decided, e.g. {@code auth-service}, {@code worker}
 * @param actor the workload that acted
 * @param subject the user for whom
 * @param tenant the tenant whose matter it is; bounds who may read the event
 * @param session the login session
 */
public record AuditParties(
    String component, String actor, String subject, String tenant, String session) {

  /** Cuts what is too long. */
  public AuditParties {
    component = AuditText.bounded(component);
    actor = AuditText.bounded(actor);
    subject = AuditText.bounded(subject);
    tenant = AuditText.bounded(tenant);
    session = AuditText.bounded(session);
  }

  /** A part that acts for nobody yet known. */
  public static AuditParties of(String component, String actor) {
    return new AuditParties(component, actor, "", "", "");
  }

  public AuditParties byActor(String actor) {
    return new AuditParties(component, actor, subject, tenant, session);
  }

  public AuditParties forSubject(String subject, String tenant) {
    return new AuditParties(component, actor, subject, tenant, session);
  }

  public AuditParties inSession(String session) {
    return new AuditParties(component, actor, subject, tenant, session);
  }
}
