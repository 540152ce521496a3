package dev.locum.gateway.caller;

/** What a workload does at Temporal; the catalogue says for each method which roles may call it. */
public enum CallerRole {
  /** Polls a tenant's queues and answers its tasks. */
  WORKER,
  /** A tenant's own client: starts, signals, follows and controls the tenant's work. */
  STARTER,
  /** The platform's front door: starts work of every tenant, each with its delegation. */
  TRIGGER,
  /** Administers Temporal for the platform. */
  OPERATOR
}
