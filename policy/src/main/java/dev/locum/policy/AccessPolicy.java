package dev.locum.policy;

/**
 * Decides what users may do. The built-in one is {@link BuiltInPolicy}; another engine may stand
 * behind it.
 *
 * <p>An implementation denies whatever it does not know, gives every denial a reason, and takes
 * only verified tokens. If it cannot decide it denies with a retryable reason; an exception that it
 * throws must be taken as a denial too. Thread-safe.
 */
public interface AccessPolicy {

  /** Whether the user may start work on the route, and what the work may then do. */
  Decision<Obligations> decide(AccessRequest request);

  /**
   * Whether the user may follow, signal, query or cancel the work; the answer obliges to nothing.
   */
  Decision<WorkAccess> decideWork(WorkRequest request);

  /** Why somebody may touch a work, for the audit trail. */
  enum WorkAccess {
    /** It is their own. */
    OWNER,
    /** One of their roles manages the tenant's work. */
    MANAGER
  }
}
