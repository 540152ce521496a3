package dev.locum.authservice.delegation;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.store.Instants;
import dev.locum.policy.DelegationState;
import dev.locum.token.denial.DenialException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what nobody else has ended: delegations whose workflow was never started, and those whose
 * workflow has ended unseen. What Temporal cannot tell changes nothing. One round is bounded and
 * may be repeated. A fault with one delegation is logged and counted, and the others are gone on
 * with.
 */
public final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** Bounds one round, so that a backlog cannot hold the store. */
  private static final int BATCH = 100;

  /** A workflow that has just begun is left to those who watch it. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private final Decisions decisions;
  private final Tickets tickets;
  private final OpenWorkflows openWorkflows;
  private final Thread thread;
  private final AtomicLong faults = new AtomicLong();
  private long cursor;

  Reconciler(Decisions decisions, Tickets tickets, OpenWorkflows openWorkflows, Duration interval) {
    this.decisions = decisions;
    this.tickets = tickets;
    this.openWorkflows = openWorkflows;
    this.thread = Thread.ofVirtual().name("reconciler").unstarted(() -> repeat(interval));
  }

  /** Starts to run rounds. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void repeat(Duration interval) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(interval);
        round();
      } catch (InterruptedException e) {
        return;
      } catch (DenialException e) {
        LOG.warn("reconciliation is put off: {}", e.reason().code());
      } catch (Throwable e) {
        faults.incrementAndGet();
        LOG.error("a round of reconciliation met a fault; the next one comes", e);
      }
    }
  }

  /** How many faults it has met since it was made; each is in the log. */
  public long faults() {
    return faults.get();
  }

  /** One round. */
  void round() {
    due("state = ? AND start_by < ?", DelegationState.ISSUED.name(), tickets.now())
        .forEach(each -> attempt(each, this::abandon));
    List<Delegation> active =
        due(
            "state IN (?, ?) AND issued_at < ? AND status_index > ?",
            DelegationState.ACTIVE.name(),
            DelegationState.REVOKED.name(),
            tickets.now().minus(SETTLING),
            cursor);
    active.forEach(each -> attempt(each, this::closeIfEnded));
    cursor = active.size() < BATCH ? 0 : active.get(active.size() - 1).statusIndex();
  }

  /** One that cannot be looked after must not keep the others from it. */
  private void attempt(Delegation delegation, Consumer<Delegation> step) {
    try {
      step.accept(delegation);
    } catch (DenialException e) {
      throw e;
    } catch (RuntimeException e) {
      faults.incrementAndGet();
      LOG.error("delegation {} could not be reconciled", delegation.id(), e);
    }
  }

  private List<Delegation> due(String condition, Object... values) {
    return decisions.read(tx ->
        DelegationRows.query(tx, condition + " ORDER BY status_index LIMIT " + BATCH, values));
  }

  /** A workflow that runs although nobody has bound it waits for its worker: it was started. */
  private void abandon(Delegation delegation) {
    OpenWorkflows.Liveness liveness = ask(delegation);
    if (liveness == OpenWorkflows.Liveness.OPEN || liveness == OpenWorkflows.Liveness.UNKNOWN) {
      return;
    }
    end(
        delegation,
        AuditEventType.DELEGATION_ABANDONED,
        DelegationState.ABANDONED,
        "NEVER_STARTED");
  }

  private OpenWorkflows.Liveness ask(Delegation delegation) {
    return openWorkflows.ask(
        delegation.scope().namespace(),
        delegation.scope().workflowId(),
        delegation.standing().firstRun());
  }

  private void closeIfEnded(Delegation delegation) {
    if (ask(delegation) == OpenWorkflows.Liveness.CLOSED) {
      end(delegation, AuditEventType.DELEGATION_CLOSED, DelegationState.CLOSED, "SEEN_ENDED");
    }
  }

  /** Changes what still is in the state in which it was seen. */
  private void end(Delegation seen, AuditEventType type, DelegationState state, String reason) {
    AuditDraft event =
        Decisions.of(decisions.event(type, "", ""), seen).execution(Decisions.about(seen));
    decisions.changeIf(
        event,
        tx -> {
          boolean isSame =
              DelegationRows.find(tx, seen.id())
                  .filter(now -> now.standing().state() == seen.standing().state())
                  .isPresent();
          if (isSame) {
            DelegationRows.end(tx, seen.id(), state, reason, Instants.rounded(tickets.now()));
          }
          return isSame;
        });
  }
}
