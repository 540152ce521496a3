package dev.locum.worker.polling;

/** What a queue is to this worker, by the auth service's answer of this moment. */
public enum QueueStanding {
  /** Its own: work on it that is not addressed to it is addressed to nobody. */
  OWN,
  /** Its own since now; the work may be addressed to it after all. */
  NEWLY_OWN,
  /** Not its own: its work is somebody else's, and this worker has stopped polling it. */
  FOREIGN,
  /** Nobody answered. */
  UNKNOWN
}
