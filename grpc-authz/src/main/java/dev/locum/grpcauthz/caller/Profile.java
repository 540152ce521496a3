package dev.locum.grpcauthz.caller;

/** Where a service runs: what may be switched on there. */
public enum Profile {
  /** Anywhere but on a developer's machine; the default. */
  PRODUCTION,
  /** On one developer's machine: trust sources that hold nobody off may be used. */
  DEVELOPMENT
}
