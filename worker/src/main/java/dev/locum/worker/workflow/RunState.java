package dev.locum.worker.workflow;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.header.UnverifiedDelegation;
import dev.locum.worker.temporal.TemporalFailures;
import io.temporal.api.common.v1.Payload;
import io.temporal.failure.ApplicationFailure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one run has come to, as far as Locum cares. Owned by the workflow's threads, of which one
 * runs at a time, and made anew at every replay.
 */
final class RunState {

  private enum Phase {
    UNDECIDED,
    VERIFIED,
    REFUSED
  }

  private final RunFacts facts;
  private Phase phase = Phase.UNDECIDED;
  private Map<String, Payload> headers = Map.of();
  private @Nullable UnverifiedDelegation delegation;
  private boolean delegationIsRead;
  private @Nullable RecordedVerification verified;
  private long signalsCome;
  private long signalsDecided;
  private int updatesWaiting;

  RunState(RunFacts facts) {
    this.facts = facts;
  }

  RunFacts facts() {
    return facts;
  }

  /** Takes the header with which the run started, whatever it is. */
  void startedWith(Map<String, Payload> header) {
    headers = onlyOurs(header);
    delegationIsRead = false;
  }

  /** What the start header says of itself; empty if it is no delegation. Read when it is asked. */
  Optional<UnverifiedDelegation> delegation() {
    if (!delegationIsRead) {
      delegation = unverified(headers).orElse(null);
      delegationIsRead = true;
    }
    return Optional.ofNullable(delegation);
  }

  void verified(RecordedVerification recorded) {
    verified = recorded;
    phase = Phase.VERIFIED;
  }

  void refused() {
    phase = Phase.REFUSED;
  }

  boolean isDecided() {
    return phase != Phase.UNDECIDED;
  }

  boolean isVerified() {
    return phase == Phase.VERIFIED;
  }

  /** What was verified; only after {@link #isVerified}. */
  RecordedVerification verification() {
    RecordedVerification recorded = verified;
    if (recorded == null) {
      throw new IllegalStateException("run: not verified (expected: verified)");
    }
    return recorded;
  }

  /** The headers for everything that the run sends. */
  Map<String, Payload> headers() {
    return headers;
  }

  /** Requires the verification before anything leaves the workflow, its constructor included. */
  void requireVerified() {
    if (!isVerified()) {
      // An error fails the task: it is a mistake in the code, and another version may do better.
      throw new UnverifiedCommand();
    }
  }

  /** Why nothing may go to a queue, if so; an absent or empty name means the workflow's own. */
  Optional<ApplicationFailure> refusedQueue(@Nullable String taskQueue) {
    if (taskQueue == null || taskQueue.isEmpty()) {
      return Optional.empty();
    }
    boolean permitted =
        delegation().filter(each -> each.taskQueues().contains(taskQueue)).isPresent();
    return permitted
        ? Optional.empty()
        : Optional.of(TemporalFailures.finalOf(DenialReason.DELEGATION_WRONG_QUEUE));
  }

  /**
   * Whether the delegation reaches a child on a queue; an absent or empty name means the workflow's
   * own. That of a child which got one of its own reaches no child at all: theirs would have
   * another root.
   */
  boolean reachesChildOn(@Nullable String taskQueue) {
    boolean isOfAChild =
        !facts.rootWorkflowId().isEmpty()
            && delegation()
                .filter(each -> each.workflowId().equals(facts.workflowId()))
                .isPresent();
    return !isOfAChild && refusedQueue(taskQueue).isEmpty();
  }

  long signalCome() {
    return signalsCome++;
  }

  long signalsCome() {
    return signalsCome;
  }

  void signalDecided() {
    signalsDecided++;
  }

  long signalsDecided() {
    return signalsDecided;
  }

  void updateWaits() {
    updatesWaiting++;
  }

  void updateGoesOn() {
    updatesWaiting--;
  }

  int updatesWaiting() {
    return updatesWaiting;
  }

  static Map<String, Payload> onlyOurs(Map<String, Payload> header) {
    Map<String, Payload> ours = new LinkedHashMap<>();
    for (String name : List.of(LocumHeaders.DELEGATION, LocumHeaders.PRINCIPAL)) {
      Payload payload = header.get(name);
      if (payload != null) {
        ours.put(name, payload);
      }
    }
    return Collections.unmodifiableMap(ours);
  }

  private static Optional<UnverifiedDelegation> unverified(Map<String, Payload> header) {
    try {
      DelegationContext context = LocumHeaders.decode(header);
      return Optional.of(UnverifiedDelegation.parse(context.token()));
    } catch (DenialException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A workflow's constructor tried to do something. */
  static final class UnverifiedCommand extends Error {

    private static final long serialVersionUID = 1L;

    UnverifiedCommand() {
      super(
          "a workflow may do nothing before its delegation is verified, not even in its"
              + " constructor");
    }
  }
}
