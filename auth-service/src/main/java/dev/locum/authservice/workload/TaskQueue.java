package dev.locum.authservice.workload;

/**
 * A task queue of a Temporal namespace; names compare byte for byte.
 *
 * @param namespace 1 to 255 characters without control characters
 * @param name 1 to 255 characters without control characters, not one of Temporal's own
 */
public record TaskQueue(String namespace, String name) {

  private static final int MAX_LENGTH = 255;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if a name is empty, too long, has control characters, or is
   *     one that Temporal keeps for itself
   */
  public TaskQueue {
    requireName("namespace", namespace);
    requireName("task queue", name);
    // Temporal's partitions and internal queues share the name space of everybody's.
    if (name.startsWith("/_sys/") || name.startsWith("temporal-sys")) {
      throw new IllegalArgumentException(
          "task queue: one of Temporal's own (expected: a name of yours)");
    }
  }

  private static void requireName(String what, String value) {
    boolean isPlain = value.chars().noneMatch(Character::isISOControl);
    if (value.isEmpty() || value.length() > MAX_LENGTH || !isPlain) {
      throw new IllegalArgumentException(
          what
              + ": refused (expected: 1 to "
              + MAX_LENGTH
              + " characters without control characters)");
    }
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
