package dev.locum.gateway.catalogue;

/** What a method is about. */
public enum Scope {
  /** One namespace, which the request names or its task token holds. */
  NAMESPACE,
  /** The whole of Temporal; there is no grant for it. */
  CLUSTER
}
