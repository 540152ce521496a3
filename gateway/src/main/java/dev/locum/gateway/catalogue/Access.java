package dev.locum.gateway.catalogue;

/** What a method does, in the words of Temporal's own table. */
public enum Access {
  /** Looks. */
  READ,
  /** Changes work, or takes a task. */
  WRITE,
  /** Changes namespaces, attributes or clusters. */
  ADMIN
}
