package dev.locum.audit;

/**
 * What happened. Names are stable: never renamed, never reused. {@code docs/audit-events.md} lists
 * them.
 */
public enum AuditEventType {
  /** A user logged in, or failed to. */
  LOGIN,
  /** A user's session ended. */
  LOGOUT,
  /** An access token was issued. */
  ACCESS_TOKEN_ISSUED,
  /** One access token was revoked; its session goes on. */
  ACCESS_TOKEN_REVOKED,
  /** A service token was issued to a workload, or refused. */
  SERVICE_TOKEN_ISSUED,
  /** A token was introspected. */
  TOKEN_INTROSPECTED,
  /** A connection at a gateway was refused. */
  CONNECTION_AUTHENTICATED,
  /** A caller of an API was authenticated and authorized, or refused. */
  CALL_AUTHORIZED,
  /** The trigger took or refused a request for work. */
  WORK_REQUESTED,
  /** The trigger started the workflow, or could not. */
  WORK_STARTED,
  /** The trigger carried a signal, query or cancel, or refused it. */
  WORK_CONTROLLED,
  /** A delegation was issued, or refused. */
  DELEGATION_ISSUED,
  /** A delegation was bound to its run, or refused. */
  DELEGATION_BOUND,
  /** A delegation was verified, or refused. */
  DELEGATION_VERIFIED,
  /** A gateway checked a delegation on a call or a task: good, or refused. */
  DELEGATION_CHECKED,
  /** A delegation token was renewed, or refused. */
  DELEGATION_RENEWED,
  /** A delegation was exchanged for a downstream or child token, or refused. */
  DELEGATION_EXCHANGED,
  /** A delegation was revoked. */
  DELEGATION_REVOKED,
  /** A delegation ended with its work. */
  DELEGATION_CLOSED,
  /** A delegation whose workflow never started was given up. */
  DELEGATION_ABANDONED,
  /** A downstream let a call in, or refused it. */
  DOWNSTREAM_CALLED,
  /** The gateway refused a call to Temporal, or told Temporal of the refusal in its place. */
  TEMPORAL_CALLED,
  /** The gateway withheld a task from a worker. */
  TASK_DISPATCHED,
  /** An administrator changed something, or was refused. */
  ADMINISTERED,
  /** A signing key was rotated. */
  KEY_ROTATED,
  /** A signing key was revoked, or that was refused. */
  KEY_REVOKED
}
