package dev.locum.grpcauthz.contract;

/**
 * What decides about an authenticated caller when a gated method requires nothing. Unset in the
 * contract: deny.
 */
public enum Policy {
  ALLOW,
  DENY
}
