package dev.locum.gateway.real;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One workflow that does what its argument says, by the plain SDK. */
final class EveryWork {

  private static final Duration LONG = Duration.ofSeconds(60);

  private EveryWork() {}

  @WorkflowInterface
  public interface Work {
    @WorkflowMethod(name = RealWorld.TYPE)
    String work(String what);

    @SignalMethod
    void say(String word);

    @UpdateMethod
    int add(String word);
  }

  @ActivityInterface
  public interface Doing {
    String echo(String text);

    String beats(int times);

    /** Answered by somebody else, who knows the task's token or its ids. */
    String later();
  }

  public static final class Acts implements Doing {

    /** The token of the activity that is answered later, as text; empty: none has begun. */
    static volatile String token = "";

    @Override
    public String echo(String text) {
      return text;
    }

    @Override
    public String beats(int times) {
      for (int i = 0; i < times; i++) {
        Activity.getExecutionContext().heartbeat(i);
      }
      return times + " beats";
    }

    @Override
    public String later() {
      ActivityExecutionContext context = Activity.getExecutionContext();
      token = Base64.getEncoder().encodeToString(context.getTaskToken());
      context.doNotCompleteOnReturn();
      return "";
    }
  }

  public static final class Workflows implements Work {
    private final List<String> words = new ArrayList<>();

    private final Doing doing =
        Workflow.newActivityStub(
            Doing.class, ActivityOptions.newBuilder().setStartToCloseTimeout(LONG).build());

    private final Doing locally =
        Workflow.newLocalActivityStub(
            Doing.class, LocalActivityOptions.newBuilder().setStartToCloseTimeout(LONG).build());

    @Override
    public String work(String what) {
      return switch (what) {
        case "child" -> "child: " + child();
        case "again" -> again();
        case "local" -> locally.echo("here");
        case "beats" -> doing.beats(3);
        case "later" -> doing.later();
        case "sleeps" -> slept();
        case "waits" -> waited();
        case "done" -> "done";
        default -> doing.echo(what);
      };
    }

    private static String child() {
      return Workflow.newChildWorkflowStub(
              Work.class,
              ChildWorkflowOptions.newBuilder()
                  .setWorkflowId(Workflow.getInfo().getWorkflowId() + "-child")
                  .build())
          .work("done");
    }

    private static String again() {
      Workflow.continueAsNew("done");
      return "never";
    }

    private static String slept() {
      Workflow.sleep(Duration.ofMillis(10));
      return "slept";
    }

    private String waited() {
      Workflow.await(() -> words.contains("end"));
      return String.join(",", words);
    }

    @Override
    public void say(String word) {
      words.add(word);
    }

    @Override
    public int add(String word) {
      words.add(word);
      return words.size();
    }
  }
}
