package dev.locum.grpcauthz.caller;

/**
 * How callers may prove themselves to a service. The default is {@link #EXCHANGE} alone, the
 * safest.
 */
public enum CallerMode {
  /** A downstream token, made for this service alone (RFC 8693). */
  EXCHANGE,
  /**
   * The delegation token as it is. Only inside one trust boundary: whoever sees it can show it
   * elsewhere.
   */
  FORWARD,
  /** The delegation token, of which this service honours only its own actions. */
  SLICE,
  /** A service token of a trusted workload, with the forwarded user and tenant. */
  ON_BEHALF,
  /** A service token of a trusted workload that calls for itself. */
  SERVICE,
  /** A user's access token for this service. It never opens an internal method. */
  USER
}
