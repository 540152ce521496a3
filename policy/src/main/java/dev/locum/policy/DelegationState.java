package dev.locum.policy;

/** Where a delegation stands; the names of {@code locum.auth.v1.DelegationState}. */
public enum DelegationState {
  /** Issued; no run is bound yet. */
  ISSUED,
  /** A run is bound and open. */
  ACTIVE,
  /** Revoked: only compensations are left, and only for a while. */
  REVOKED,
  /** Revoked with compensations. */
  REVOKED_HARD,
  /** Its workflow has ended. */
  CLOSED,
  /** Its workflow never started. */
  ABANDONED
}
