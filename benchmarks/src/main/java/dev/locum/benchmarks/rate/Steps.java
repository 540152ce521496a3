package dev.locum.benchmarks.rate;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/**
 * A workflow of so many activities, one after the other, that do nothing; before them one that
 * waits, if it is told so.
 */
public final class Steps {

  private Steps() {}

  /** The workflow. */
  @WorkflowInterface
  public interface TripWorkflow {
    /**
     * Runs so many steps and answers their number.
     *
     * @param gated whether it waits for the {@link Gate} before them
     */
    @WorkflowMethod
    int run(int steps, boolean gated);
  }

  /** The activity. */
  @ActivityInterface
  public interface StepActivities {
    /** Answers the number of the step. */
    @ActivityMethod(name = "Step")
    int step(int number);

    /** Waits until the gate opens. */
    @ActivityMethod(name = "Wait")
    void waitAtGate();
  }

  /** Runs the steps. */
  public static final class Trip implements TripWorkflow {
    private final StepActivities activities =
        Workflow.newActivityStub(
            StepActivities.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build());

    @Override
    public int run(int steps, boolean gated) {
      if (gated) {
        activities.waitAtGate();
      }
      int done = 0;
      for (int i = 1; i <= steps; i++) {
        done = activities.step(i);
      }
      return done;
    }
  }

  /** Does nothing. */
  public static final class Idle implements StepActivities {

    private final Gate gate;

    Idle(Gate gate) {
      this.gate = gate;
    }

    @Override
    public int step(int number) {
      return number;
    }

    @Override
    public void waitAtGate() {
      gate.pass();
    }
  }
}
