package dev.locum.authservice.workload;

/** What a workload is for; each kind may call its own methods and no others. */
public enum WorkloadKind {
  /** May ask for delegations. */
  TRIGGER,
  /** Polls task queues, verifies, renews and exchanges delegations. */
  WORKER,
  /** Is called by workers; introspects what it was shown. */
  DOWNSTREAM,
  /** Administers. */
  OPERATOR,
  /** A tenant's own client of Temporal, through the gateway. */
  STARTER,
  /** Stands before Temporal; asks about those that are connected to it. */
  GATEWAY
}
