package dev.locum.worker.verification;

import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.worker.verification.DelegationAuthority.Child;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Delegations of children that do not inherit their parent's: narrower, and issued by exchange. A
 * token waits here, in memory, between the exchange and the start of its child, which are of one
 * workflow task; it is in no history but that of the start's header. Thread-safe.
 */
public final class ChildDelegations {

  /** Bounds memory; a token that was forgotten is asked for again with the whole task. */
  private static final int MAX_ENTRIES = 10_000;

  private final Map<String, ActionSet> actionsByType;
  private final DelegationAuthority authority;
  private final Tickets tickets;
  private final ConcurrentMap<Key, RawToken> waiting = new ConcurrentHashMap<>();

  private record Key(String runId, String childId) {}

  /**
   * Nobody's yet.
   *
   * @param actionsByType the actions of each workflow type that may get a delegation of its own;
   *     copied
   */
  public ChildDelegations(
      Map<String, ActionSet> actionsByType, DelegationAuthority authority, Tickets tickets) {
    this.actionsByType = Map.copyOf(actionsByType);
    this.authority = authority;
    this.tickets = tickets;
  }

  /** What a child of this type may do under a delegation of its own; empty: it gets none. */
  public Optional<ActionSet> actionsOf(String workflowType) {
    return Optional.ofNullable(actionsByType.get(workflowType));
  }

  /**
   * Gets a token for a child that is about to start.
   *
   * @throws dev.locum.token.denial.DenialException if it is refused, or nobody can decide
   */
  public void obtain(Acting parent, Child child) {
    RawToken current = tickets.current(parent.token(), parent.presented()).token();
    RawToken token = authority.delegateChild(current, parent.work(), child).token();
    if (waiting.size() >= MAX_ENTRIES) {
      waiting.clear();
    }
    waiting.put(new Key(parent.work().execution().runId(), child.workflowId()), token);
  }

  /** The token for a child, once; empty if none waits. */
  public Optional<RawToken> take(String runId, String childId) {
    return Optional.ofNullable(waiting.remove(new Key(runId, childId)));
  }
}
