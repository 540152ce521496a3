package dev.locum.authservice.user;

/**
 * Who asks for a change, for the audit trail.
 *
 * @param actor the workload that asks; empty: the user themselves
 * @param correlationId joins the audit events of one request; empty: none
 */
public record Requester(String actor, String correlationId) {

  /** The user acts themselves, through a browser or a public client. */
  public static Requester user(String correlationId) {
    return new Requester("", correlationId);
  }
}
