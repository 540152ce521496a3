package dev.locum.grpcauthz.caller;

/** Where an identity comes from; only an authenticator sets it. */
public enum Provenance {
  /** Nobody was authenticated. */
  NONE,
  /** A user's own token. */
  USER,
  /** A workload that calls for itself, by a trust source or a service token. */
  SERVICE,
  /** A workload that acts for a user under a delegation. */
  DELEGATED;

  /** Whether a trust source vouches for it: what an internal method demands (H1). */
  public boolean isTrusted() {
    return this == SERVICE || this == DELEGATED;
  }
}
