package dev.locum.audit;

/**
 * Who. Empty text: not known.
 *
 * @param component the part that decided, e.g. {@code auth-service}, {@code worker}
 * @param actor the workload that acted
 * @param subject the user for whom
 * @param tenant the tenant whose matter it is; bounds who may read the event
 * @param session the login session
 */
public record AuditParties(
    String component, String actor, String subject, String tenant, String session) {

  /** A part that acts for nobody yet known. */
  public static AuditParties of(String component, String actor) {
    return new AuditParties(component, actor, "", "", "");
  }

  public AuditParties forSubject(String subject, String tenant) {
    return new AuditParties(component, actor, subject, tenant, session);
  }

  public AuditParties inSession(String session) {
    return new AuditParties(component, actor, subject, tenant, session);
  }
}
