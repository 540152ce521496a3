package dev.locum.worker.downstream;

/** How a call to a downstream is authenticated. */
public enum DownstreamMode {
  /**
   * A token for this downstream and this action alone, exchanged for the delegation token (RFC
   * 8693).
   */
  EXCHANGE,
  /**
   * The delegation token as it is. Internal downstreams only: whoever gets it can use it elsewhere.
   */
  FORWARD,
  /** Like {@code FORWARD}; the downstream enforces its own slice of the actions. */
  SLICE,
  /** The worker's service token, with user and tenant as forwarded headers. */
  ON_BEHALF;

  /** Whether the delegation token itself leaves the worker. */
  boolean forwardsDelegation() {
    return this == FORWARD || this == SLICE;
  }
}
