package dev.locum.audit.tree;

/** Why an event stands below another; the strongest reason first. */
public enum AuditEdge {
  /** The other event issued the token that this one shows, or from which its token derives. */
  TOKEN,
  /** The other event took the request in whose course this one happened. */
  CORRELATION,
  /** The other event issued the delegation that this one is about. */
  DELEGATION,
  /** The other event is the login of the same session. */
  SESSION,
  /** There is no other event: this one is a root. */
  NONE
}
