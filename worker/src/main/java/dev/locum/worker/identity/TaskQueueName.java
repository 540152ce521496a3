package dev.locum.worker.identity;

/**
 * A task queue; names compare byte for byte.
 *
 * @param namespace the Temporal namespace
 * @param queue the task queue
 */
public record TaskQueueName(String namespace, String queue) {

  @Override
  public String toString() {
    return namespace + "/" + queue;
  }
}
