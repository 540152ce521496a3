package dev.locum.gateway.seal;

/** What a sealed token is for. A token of one kind is never accepted as another. */
public enum SealKind {
  /** Answers a workflow task. */
  WORKFLOW_TASK(1),
  /** Answers an activity task. */
  ACTIVITY_TASK(2),
  /** Answers a query. */
  QUERY_TASK(3),
  /** Answers a Nexus task; none is issued yet. */
  NEXUS_TASK(4),
  /** Goes on in a history. */
  HISTORY_PAGE(5),
  /** Goes on in a history, backwards. */
  REVERSE_HISTORY_PAGE(6),
  /** Goes on in a list. */
  LIST_PAGE(7);

  /** On the wire; never renumbered. */
  private final byte number;

  SealKind(int number) {
    this.number = (byte) number;
  }

  byte number() {
    return number;
  }
}
