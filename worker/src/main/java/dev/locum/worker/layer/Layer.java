package dev.locum.worker.layer;

/** One check that refuses alone, whatever the others do. */
public enum Layer {
  /** A worker does not start on a queue that the auth service does not list as its own. */
  REGISTRATION,
  /** A worker stops polling a queue that the auth service does not list as its own any more. */
  POLLING,
  /** Work that is not addressed to this worker's tenant and queues is left to another worker. */
  ADDRESS,
  /** The principal in a header equals the verified token. */
  PRINCIPAL,
  /** The auth service confirms the delegation for this worker and this run. */
  AUTHORITY,
  /** A call downstream takes an action of the delegation. */
  ACTION,
  /** A signal, update or query carries the delegation of its workflow. */
  MESSAGE
}
