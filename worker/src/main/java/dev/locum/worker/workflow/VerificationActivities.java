package dev.locum.worker.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The local activities by which workflow code gets recorded answers. The plugin's activity
 * interceptor carries them out, since only it sees headers; as ordinary activities they are
 * refused.
 */
@ActivityInterface
public interface VerificationActivities {

  /** Activity type of {@link #verifyWorkflow}. */
  String VERIFY_WORKFLOW = "locum.VerifyWorkflow";

  /** Activity type of {@link #admitSignal}. */
  String ADMIT_SIGNAL = "locum.AdmitSignal";

  /** Activity type of {@link #delegateChild}. */
  String DELEGATE_CHILD = "locum.DelegateChild";

  /** Verifies the delegation in the header for a run that is about to begin. */
  @ActivityMethod(name = VERIFY_WORKFLOW)
  RecordedVerification verifyWorkflow(RunFacts run);

  /**
   * Decides about a signal with this header.
   *
   * @param delegation the delegation of the workflow
   */
  @ActivityMethod(name = ADMIT_SIGNAL)
  RecordedAdmission admitSignal(RunFacts run, String delegation);

  /**
   * Gets a child a delegation of its own. The answer says whether there is one; the token itself is
   * not recorded.
   */
  @ActivityMethod(name = DELEGATE_CHILD)
  RecordedAdmission delegateChild(RunFacts run, ChildStart child);
}
