package dev.locum.authservice.namespace;

/** What a namespace asks of calls and tasks. */
public enum DelegationRule {
  /** Nothing is started or delivered without a valid delegation. */
  REQUIRED,
  /** A delegation that is there must be valid; none is needed. */
  ALLOWED,
  /** Delegations are not looked at. */
  IGNORED
}
