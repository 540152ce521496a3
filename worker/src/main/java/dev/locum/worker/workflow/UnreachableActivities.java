package dev.locum.worker.workflow;

/**
 * What is registered for {@link VerificationActivities}; the interceptor answers before it is
 * reached.
 */
public final class UnreachableActivities implements VerificationActivities {

  @Override
  public RecordedVerification verifyWorkflow(RunFacts run) {
    throw unreachable();
  }

  @Override
  public RecordedAdmission admitSignal(RunFacts run, String delegation) {
    throw unreachable();
  }

  @Override
  public RecordedAdmission delegateChild(RunFacts run, ChildStart child) {
    throw unreachable();
  }

  private static IllegalStateException unreachable() {
    return new IllegalStateException(
        "the Locum interceptor is not in the worker (expected: registered by the plugin)");
  }
}
