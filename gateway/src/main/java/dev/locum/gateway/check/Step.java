package dev.locum.gateway.check;

/** The steps of a decision, in their order; one that fails is the last. */
public enum Step {
  /** The caller's role may call the method somewhere. */
  ROLE,
  /** The message is the method's, and a task token in it opens and is the tenant's. */
  TASK_TOKEN,
  /** The namespace is granted, and accepts how the caller proved itself. */
  NAMESPACE,
  /** The method may be called in a namespace of this layout. */
  LAYOUT,
  /** The task is of a queue of the caller's. */
  TASK_QUEUE,
  /** Everything that the request mentions is the caller's own, and known. */
  MENTIONS,
  /** What is special about the method. */
  METHOD
}
