package dev.locum.worker.activity;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.polling.QueuePolls;
import dev.locum.worker.polling.QueueStanding;
import dev.locum.worker.temporal.MisaddressedTask;
import dev.locum.worker.temporal.RunLineages;
import dev.locum.worker.temporal.TemporalFailures;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.ChildDelegations;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.DelegationPresented;
import dev.locum.worker.verification.DelegationVerifier;
import dev.locum.worker.verification.VerificationAudit;
import dev.locum.worker.verification.Work;
import dev.locum.worker.workflow.ChildStart;
import dev.locum.worker.workflow.RecordedAdmission;
import dev.locum.worker.workflow.RecordedVerification;
import dev.locum.worker.workflow.RunFacts;
import dev.locum.worker.workflow.VerificationActivities;
import io.temporal.activity.ActivityInfo;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor.ActivityInput;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor.ActivityOutput;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the questions that workflow code asks by local activity. What it says is recorded in the
 * history and counts at every replay.
 */
public final class VerificationQuestions {

  private static final String PREFIX = "locum.";
  private static final String SIGNAL = "locum.Signal";
  private static final String CHILD = "locum.Child";

  private static final Logger log = LoggerFactory.getLogger(VerificationQuestions.class);

  private final DelegationVerifier verifier;
  private final VerificationAudit audit;
  private final RunLineages lineages;
  private final QueuePolls polls;
  private final ChildDelegations children;

  public VerificationQuestions(
      DelegationVerifier verifier,
      VerificationAudit audit,
      RunLineages lineages,
      QueuePolls polls,
      ChildDelegations children) {
    this.verifier = verifier;
    this.audit = audit;
    this.lineages = lineages;
    this.polls = polls;
    this.children = children;
  }

  /** Whether the activity is one of the plugin's own. */
  boolean answers(ActivityInfo activity) {
    return activity.getActivityType().startsWith(PREFIX);
  }

  ActivityOutput answer(ActivityInfo activity, ActivityInput input) {
    if (!activity.isLocal()) {
      // Scheduled by somebody who wants the worker to ask on their behalf.
      throw TemporalFailures.finalOf(DenialReason.CONTEXT_FORGED);
    }
    Object[] arguments = input.getArguments();
    Map<String, Payload> header = input.getHeader().getValues();
    RunFacts run = (RunFacts) arguments[0];
    return switch (activity.getActivityType()) {
      case VerificationActivities.VERIFY_WORKFLOW -> new ActivityOutput(verify(run, header));
      case VerificationActivities.ADMIT_SIGNAL ->
          new ActivityOutput(admit(run, header, (String) arguments[1]));
      case VerificationActivities.DELEGATE_CHILD ->
          new ActivityOutput(delegate(run, header, (ChildStart) arguments[1]));
      default -> throw TemporalFailures.finalOf(DenialReason.CONTEXT_FORGED);
    };
  }

  private RecordedVerification verify(RunFacts run, Map<String, Payload> header) {
    Work work = new Work(run.execution(), "", Optional.empty(), run.runId());
    try {
      DelegationPresented presented = presented(work, header);
      Acting acting =
          run.laterInItsChain() ? verifier.verifyContinued(presented) : verifier.verify(presented);
      lineages.learn(run.runId(), run.execution().lineage());
      return new RecordedVerification(
          acting.delegation().value(),
          acting.principal().userId(),
          acting.principal().tenantId(),
          acting.actions().toSet().stream().map(Action::name).toList());
    } catch (DenialException e) {
      log.warn(
          "workflow {} run {} is not begun: {}", run.workflowId(), run.runId(), e.reason().code());
      throw failure(e, run);
    }
  }

  private RecordedAdmission admit(RunFacts run, Map<String, Payload> header, String delegation) {
    Work work = new Work(run.execution(), SIGNAL, Optional.empty(), run.runId());
    try {
      DelegationPresented presented = presented(work, header);
      Acting acting = verifier.verify(presented);
      if (!acting.delegation().value().equals(delegation)) {
        DenialException other =
            new DenialException(DenialReason.CONTEXT_FORGED, "the delegation of another workflow");
        audit.refused(acting.token(), work, other);
        throw other;
      }
      return new RecordedAdmission(true, "");
    } catch (DenialException e) {
      return refused(e);
    }
  }

  private RecordedAdmission delegate(RunFacts run, Map<String, Payload> header, ChildStart child) {
    Work work = new Work(run.execution(), CHILD, Optional.empty(), run.runId());
    try {
      Acting parent = verifier.verify(presented(work, header));
      children.obtain(
          parent,
          new DelegationAuthority.Child(
              child.workflowType(),
              child.workflowId(),
              child.taskQueue(),
              children.actionsOf(child.workflowType()).orElseGet(ActionSet::empty)));
      return new RecordedAdmission(true, "");
    } catch (DenialException e) {
      return refused(e);
    }
  }

  private static RecordedAdmission refused(DenialException e) {
    if (e.reason().publicReason() == DenialReason.AUTHORITY_UNAVAILABLE) {
      throw TemporalFailures.of(e.reason());
    }
    return new RecordedAdmission(false, e.reason().publicReason().code());
  }

  private DelegationPresented presented(Work work, Map<String, Payload> header) {
    try {
      DelegationContext context = LocumHeaders.decode(header);
      return new DelegationPresented(context.token(), context.principal(), work);
    } catch (DenialException e) {
      audit.refused(null, work, e);
      throw e;
    }
  }

  /**
   * An error in a local activity fails the workflow task and records nothing. A workflow on a queue
   * of this worker's that is not addressed to it is addressed to nobody, and ends.
   */
  private RuntimeException failure(DenialException denial, RunFacts run) {
    if (denial.reason().publicReason() != DenialReason.DELEGATION_NOT_HERE) {
      return TemporalFailures.of(denial.reason());
    }
    if (polls.standingOf(new TaskQueueName(run.namespace(), run.taskQueue()))
        == QueueStanding.OWN) {
      return TemporalFailures.finalOf(denial.reason());
    }
    throw new MisaddressedTask(denial.reason());
  }
}
