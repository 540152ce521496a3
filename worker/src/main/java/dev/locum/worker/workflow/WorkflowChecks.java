package dev.locum.worker.workflow;

import dev.locum.token.DelegationId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.header.UnverifiedDelegation;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerSelf;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.polling.QueuePolls;
import dev.locum.worker.temporal.CompletionReporter;
import dev.locum.worker.temporal.EndingWorkflow;
import dev.locum.worker.temporal.MisaddressedTask;
import dev.locum.worker.temporal.RefusedMessage;
import dev.locum.worker.temporal.RunLineages;
import dev.locum.worker.verification.CheckedToken;
import dev.locum.worker.verification.ChildDelegations;
import dev.locum.worker.verification.DelegationPresented;
import dev.locum.worker.verification.DelegationVerifier;
import dev.locum.worker.verification.VerificationAudit;
import dev.locum.worker.verification.Work;
import io.temporal.api.common.v1.Payload;
import java.util.Map;
import java.util.Optional;

/**
 * What a workflow's interceptor may ask without a recorded answer: questions whose answer changes
 * nothing that is replayed. They either turn the whole task away, or decide about an update that is
 * not accepted yet or a query.
 *
 * @param self what this worker is
 * @param verifier verifies tokens
 * @param audit records a run that is turned away
 * @param polls hears of work that is another worker's
 * @param completions hears of workflows that end
 * @param children have delegations of their own
 * @param lineages hear of runs that are loaded
 * @param layers all, except in tests
 */
public record WorkflowChecks(
    WorkerSelf self,
    DelegationVerifier verifier,
    VerificationAudit audit,
    QueuePolls polls,
    CompletionReporter completions,
    ChildDelegations children,
    RunLineages lineages,
    Layers layers) {

  /**
   * Takes a run that is loaded from its history. Its activities are verified for it, by its chain:
   * a run that was made by a reset was never asked about before.
   *
   * @throws MisaddressedTask if it is another worker's
   */
  void loaded(RunState run) {
    requireAddressed(run);
    lineages.learn(run.facts().runId(), run.facts().execution().lineage());
  }

  /**
   * Requires, for a run that is loaded from its history, that it is this worker's. In a replay
   * without a worker it is nobody's and goes on. The start of a run is checked by the verification
   * itself.
   *
   * @throws MisaddressedTask if it is another worker's
   */
  private void requireAddressed(RunState run) {
    Optional<UnverifiedDelegation> delegation = run.delegation();
    if (!layers.isOn(Layer.ADDRESS) || delegation.isEmpty()) {
      return;
    }
    RunFacts facts = run.facts();
    Optional<DenialReason> elsewhere =
        self.known()
            .flatMap(identity ->
                identity.misaddressed(delegation.get(), facts.namespace(), facts.taskQueue()));
    if (elsewhere.isPresent()) {
      Work work = new Work(facts.execution(), "", Optional.empty(), facts.runId());
      audit.refused(null, work, new DenialException(elsewhere.get(), "loaded from its history"));
      polls.doubt(new TaskQueueName(facts.namespace(), facts.taskQueue()));
      throw new MisaddressedTask(elsewhere.get());
    }
  }

  /**
   * Verifies the header of an update or query, without asking the auth service.
   *
   * @param kind the activity type of the audit event
   * @throws RefusedMessage if it is refused
   */
  void requireMessage(RunState run, Map<String, Payload> header, String kind) {
    if (!layers.isOn(Layer.MESSAGE)) {
      return;
    }
    Work work = new Work(run.facts().execution(), kind, Optional.empty(), run.facts().runId());
    try {
      verifyMessage(run, work, decode(header, work));
    } catch (DenialException e) {
      throw new RefusedMessage(e.reason());
    }
  }

  private DelegationContext decode(Map<String, Payload> header, Work work) {
    try {
      return LocumHeaders.decode(header);
    } catch (DenialException e) {
      audit.refused(null, work, e);
      throw e;
    }
  }

  private void verifyMessage(RunState run, Work work, DelegationContext context) {
    CheckedToken token =
        verifier.verifyToken(new DelegationPresented(context.token(), context.principal(), work));
    boolean other =
        run.isVerified()
            && !token.claims().delegation().value().equals(run.verification().delegation());
    if (other) {
      DenialException denial =
          new DenialException(DenialReason.CONTEXT_FORGED, "the delegation of another run");
      audit.refused(token, work, denial);
      throw denial;
    }
  }

  /**
   * Whether a message that was accepted belongs to the workflow: pure, for what is replayed.
   *
   * @throws DenialException if it does not
   */
  void requireSameDelegation(RunState run, Map<String, Payload> header) {
    if (!layers.isOn(Layer.MESSAGE)) {
      return;
    }
    DelegationContext context = LocumHeaders.decode(header);
    RecordedVerification verified = run.verification();
    boolean same;
    try {
      same =
          UnverifiedDelegation.parse(context.token()).delegation().equals(verified.delegation())
              && context.principal().userId().equals(verified.user())
              && context.principal().tenantId().equals(verified.tenant());
    } catch (IllegalArgumentException e) {
      same = false;
    }
    if (!same) {
      throw new DenialException(DenialReason.CONTEXT_FORGED, "the delegation of another workflow");
    }
  }

  /**
   * Notes that the workflow is about to end; a child's end is not that of the delegation.
   *
   * @param chain what may make its chain go on
   */
  void ending(RunState run, EndingWorkflow.Chain chain) {
    RunFacts facts = run.facts();
    if (facts.rootWorkflowId().isEmpty()) {
      completions.expect(
          new EndingWorkflow(
              new DelegationId(run.verification().delegation()),
              facts.namespace(),
              facts.workflowId(),
              facts.runId(),
              facts.firstExecutionRunId(),
              chain));
    }
  }
}
