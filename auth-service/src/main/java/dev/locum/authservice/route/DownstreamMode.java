package dev.locum.authservice.route;

/** How workers authenticate to a downstream. */
public enum DownstreamMode {
  /** A token for this service alone (RFC 8693). The default. */
  EXCHANGE,
  /** The delegation token itself. */
  FORWARD,
  /** The delegation token itself; the service honours its part. */
  SLICE,
  /** A service token with forwarded user and tenant. */
  ON_BEHALF;

  /**
   * Whether the downstream gets the delegation token, so that it must be internal (S3-37, S3-40).
   */
  public boolean sendsDelegation() {
    return this == FORWARD || this == SLICE;
  }
}
