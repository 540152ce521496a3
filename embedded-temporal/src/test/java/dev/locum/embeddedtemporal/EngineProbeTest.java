package dev.locum.embeddedtemporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the engine tells a workflow about its place in a chain and a tree, and which headers reach
 * it. The worker's checks rest on these facts, so a new version of the test server that changes one
 * fails here.
 */
@Timeout(60)
final class EngineProbeTest {

  private static final String QUEUE = "queue";

  private final List<String> headersSeen = new CopyOnWriteArrayList<>();
  private EmbeddedTemporal engine;
  private WorkflowServiceStubs stubs;
  private WorkerFactory factory;
  private WorkflowClient client;

  @BeforeEach
  void start() throws IOException {
    engine = EmbeddedTemporal.start();
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(engine.target()).build());
    client =
        WorkflowClient.newInstance(
            stubs, WorkflowClientOptions.newBuilder().setInterceptors(new HeaderMarking()).build());
    startWorker();
  }

  private void startWorker() {
    factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setWorkerInterceptors(new Seeing()).build());
    Worker worker = factory.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(
        Retried.class, Continued.class, Root.class, Middle.class, Leaf.class, Served.class);
    factory.start();
  }

  @AfterEach
  void stop() {
    factory.shutdownNow();
    stubs.shutdownNow();
    engine.close();
  }

  @Test
  void retry_ofAWorkflow_keepsTheFirstRunIdAndTakesANewRunId() {
    Ids ids = client.newWorkflowStub(RetriedFlow.class, retrying()).run();

    assertThat(ids.attempt()).isEqualTo(2);
    assertThat(ids.runId()).isNotEqualTo(ids.firstRunId());
    assertThat(ids.rootWorkflowId()).isEmpty();
  }

  @Test
  void continueAsNew_always_keepsTheFirstRunId() {
    WorkflowStub stub = client.newUntypedWorkflowStub("ContinuedFlow", options());
    String first = stub.start(1).getRunId();

    Ids ids = stub.getResult(Ids.class);

    assertThat(ids.firstRunId()).isEqualTo(first);
    assertThat(ids.runId()).isNotEqualTo(first);
  }

  @Test
  void grandchild_always_seesTheRootOfItsTree() {
    WorkflowStub stub = client.newUntypedWorkflowStub("RootFlow", options());
    WorkflowExecution root = stub.start();

    Ids leaf = stub.getResult(Ids.class);

    assertThat(leaf.rootWorkflowId()).isEqualTo(root.getWorkflowId());
    assertThat(leaf.rootRunId()).isEqualTo(root.getRunId());
    assertThat(leaf.firstRunId()).isEqualTo(leaf.runId());
    assertThat(leaf.parentWorkflowId()).isNotEqualTo(leaf.rootWorkflowId());
  }

  /** The reason for {@link UnstickyTasks}: a killed worker must not take its workflows with it. */
  @Test
  void workerGone_always_anotherGetsItsTasks() {
    ServedFlow flow = startServed();
    assertThat(flow.ask()).isEqualTo("answer");
    factory.shutdownNow();
    factory.awaitTermination(5, TimeUnit.SECONDS);
    startWorker();

    assertThat(flow.change()).isEqualTo("changed");
    WorkflowStub.fromTyped(flow).getResult(Void.class);
  }

  @Test
  void query_withHeader_deliversIt() {
    ServedFlow flow = startServed();

    assertThat(flow.ask()).isEqualTo("answer");
    assertThat(headersSeen).contains("query");
  }

  @Test
  void update_withHeader_deliversItToValidatorAndHandler() {
    ServedFlow flow = startServed();

    assertThat(flow.change()).isEqualTo("changed");
    assertThat(headersSeen).contains("validate", "update");
  }

  private ServedFlow startServed() {
    ServedFlow flow = client.newWorkflowStub(ServedFlow.class, options());
    WorkflowClient.start(flow::run);
    return flow;
  }

  private static WorkflowOptions options() {
    return WorkflowOptions.newBuilder()
        .setTaskQueue(QUEUE)
        .setWorkflowId(UUID.randomUUID().toString())
        .build();
  }

  private static WorkflowOptions retrying() {
    return WorkflowOptions.newBuilder(options())
        .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
        .build();
  }

  /** Where a workflow says that it is. */
  public record Ids(
      String runId,
      String firstRunId,
      String parentWorkflowId,
      String rootWorkflowId,
      String rootRunId,
      int attempt) {

    static Ids ofThisWorkflow() {
      WorkflowInfo info = Workflow.getInfo();
      return new Ids(
          info.getRunId(),
          info.getFirstExecutionRunId(),
          info.getParentWorkflowId().orElse(""),
          info.getRootWorkflowId().orElse(""),
          info.getRootRunId().orElse(""),
          info.getAttempt());
    }
  }

  @WorkflowInterface
  public interface RetriedFlow {
    @WorkflowMethod
    Ids run();
  }

  public static final class Retried implements RetriedFlow {
    @Override
    public Ids run() {
      if (Workflow.getInfo().getAttempt() == 1) {
        throw ApplicationFailure.newFailure("once", "Once");
      }
      return Ids.ofThisWorkflow();
    }
  }

  @WorkflowInterface
  public interface ContinuedFlow {
    @WorkflowMethod
    Ids run(int more);
  }

  public static final class Continued implements ContinuedFlow {
    @Override
    public Ids run(int more) {
      if (more > 0) {
        Workflow.continueAsNew(more - 1);
      }
      return Ids.ofThisWorkflow();
    }
  }

  @WorkflowInterface
  public interface RootFlow {
    @WorkflowMethod
    Ids run();
  }

  @WorkflowInterface
  public interface MiddleFlow {
    @WorkflowMethod
    Ids run();
  }

  @WorkflowInterface
  public interface LeafFlow {
    @WorkflowMethod
    Ids run();
  }

  public static final class Root implements RootFlow {
    @Override
    public Ids run() {
      return Workflow.newChildWorkflowStub(MiddleFlow.class).run();
    }
  }

  public static final class Middle implements MiddleFlow {
    @Override
    public Ids run() {
      return Workflow.newChildWorkflowStub(LeafFlow.class).run();
    }
  }

  public static final class Leaf implements LeafFlow {
    @Override
    public Ids run() {
      return Ids.ofThisWorkflow();
    }
  }

  @WorkflowInterface
  public interface ServedFlow {
    @WorkflowMethod
    void run();

    @QueryMethod
    String ask();

    @UpdateMethod
    String change();
  }

  public static final class Served implements ServedFlow {
    private boolean done;

    @Override
    public void run() {
      Workflow.await(() -> done);
    }

    @Override
    public String ask() {
      return "answer";
    }

    @Override
    public String change() {
      done = true;
      return "changed";
    }
  }

  /** Notes which calls arrived with the header. */
  private final class Seeing extends WorkerInterceptorBase {
    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
      return new WorkflowInboundCallsInterceptorBase(next) {
        @Override
        public QueryOutput handleQuery(QueryInput input) {
          note("query", input.getHeader().getValues());
          return super.handleQuery(input);
        }

        @Override
        public void validateUpdate(UpdateInput input) {
          note("validate", input.getHeader().getValues());
          super.validateUpdate(input);
        }

        @Override
        public UpdateOutput executeUpdate(UpdateInput input) {
          note("update", input.getHeader().getValues());
          return super.executeUpdate(input);
        }
      };
    }

    private void note(String call, Map<String, Payload> headers) {
      if (headers.containsKey(HeaderMarking.NAME)) {
        headersSeen.add(call);
      }
    }
  }
}
