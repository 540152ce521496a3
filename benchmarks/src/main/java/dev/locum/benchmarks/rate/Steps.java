package dev.locum.benchmarks.rate;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** A workflow of so many activities, one after the other, that do nothing. */
public final class Steps {

  private Steps() {}

  /** The workflow. */
  @WorkflowInterface
  public interface TripWorkflow {
    /** Runs so many steps and answers their number. */
    @WorkflowMethod
    int run(int steps);
  }

  /** The activity. */
  @ActivityInterface
  public interface StepActivities {
    /** Answers the number of the step. */
    @ActivityMethod(name = "Step")
    int step(int number);
  }

  /** Runs the steps. */
  public static final class Trip implements TripWorkflow {
    private final StepActivities activities =
        Workflow.newActivityStub(
            StepActivities.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build());

    @Override
    public int run(int steps) {
      int done = 0;
      for (int i = 1; i <= steps; i++) {
        done = activities.step(i);
      }
      return done;
    }
  }

  /** Does nothing. */
  public static final class Idle implements StepActivities {
    @Override
    public int step(int number) {
      return number;
    }
  }
}
