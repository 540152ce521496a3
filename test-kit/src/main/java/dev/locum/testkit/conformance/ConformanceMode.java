package dev.locum.testkit.conformance;

/** How the downstream under test is called. */
public enum ConformanceMode {
  /** {@code authorization: Bearer} and a downstream token that was made for it. */
  EXCHANGE,
  /** {@code txn-token}: the delegation token, of which it honours its own actions only. */
  SLICE,
  /** {@code authorization: Bearer} and a service token, with the forwarded user and tenant. */
  ON_BEHALF
}
