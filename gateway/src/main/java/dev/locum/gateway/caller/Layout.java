package dev.locum.gateway.caller;

/** How a namespace is divided. */
public enum Layout {
  /** All of it belongs to one tenant. */
  DEDICATED,
  /** Tenants are told apart by their task queues and the prefix of their workflow ids. */
  SHARED
}
