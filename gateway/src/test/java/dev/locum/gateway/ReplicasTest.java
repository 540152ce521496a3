package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.gateway.fixture.GatewayChild;
import dev.locum.gateway.fixture.TcpRelay;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.token.TestIssuer;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas behind a load balancer, as processes of their own, under work: either is killed, and
 * Temporal goes away, and no work is lost. Worker and client are the plain SDK and are not helped.
 */
class ReplicasTest {

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final int WORKS = 60;

  /** Works whose last step was done. */
  private static final Set<String> DONE = ConcurrentHashMap.newKeySet();

  @TempDir Path directory;

  @WorkflowInterface
  public interface Trip {
    @WorkflowMethod(name = "TripWorkflow")
    String travel(String name);
  }

  @ActivityInterface
  public interface Steps {
    String step(String name);
  }

  public static final class TripWorkflow implements Trip {
    @Override
    public String travel(String name) {
      Steps steps =
          Workflow.newActivityStub(
              Steps.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(5)).build());
      return steps.step(steps.step(steps.step(name)));
    }
  }

  private static String done(String name) {
    DONE.add(name);
    return name + "+";
  }

  @Test
  void killedReplicasAndATemporalThatGoesAway_loseNoWork() throws Exception {
    DONE.clear();
    FakeWorld world = FakeWorld.demo();
    world.with(FakeWorkload.starter("alice-starter", "alice", "queue-alice"));
    world.with(FakeNamespace.shared("default").asking(DelegationRule.DELEGATION_RULE_IGNORED));
    try (EmbeddedTemporal engine = EmbeddedTemporal.start();
        FakeAuthService authService =
            FakeAuthService.start(TestIssuer.at(Clock.systemUTC()), world);
        TcpRelay temporal = TcpRelay.before(List.of(engine.address().getPort()));
        GatewayChild one = child("one", authService, temporal).start();
        GatewayChild other = child("other", authService, temporal).start();
        TcpRelay balancer = TcpRelay.before(List.of(one.port(), other.port()))) {
      WorkflowServiceStubs worker = stubs(balancer, "alice-worker");
      WorkflowServiceStubs starter = stubs(balancer, "alice-starter");
      WorkerFactory factory = WorkerFactory.newInstance(WorkflowClient.newInstance(worker));
      Worker pool = factory.newWorker("queue-alice");
      pool.registerWorkflowImplementationTypes(TripWorkflow.class);
      pool.registerActivitiesImplementations((Steps) ReplicasTest::done);
      factory.start();
      try {
        List<WorkflowStub> works = new ArrayList<>();
        Thread starting = startAll(WorkflowClient.newInstance(starter), works);

        awaitDone("a first share", 10);
        one.kill();
        awaitDone("a second share, at one replica", 20);
        one.start();
        other.kill();
        awaitDone("a third share, at the other", 30);
        temporal.cut();
        other.start();
        temporal.mend();

        starting.join(PATIENCE.toMillis());
        assertThat(works).hasSize(WORKS);
        for (WorkflowStub work : works) {
          assertThat(work.getResult(150, TimeUnit.SECONDS, String.class)).endsWith("+++");
        }
      } finally {
        factory.shutdownNow();
        factory.awaitTermination(30, TimeUnit.SECONDS);
        worker.shutdownNow();
        starter.shutdownNow();
      }
    }
  }

  private GatewayChild child(String name, FakeAuthService authService, TcpRelay temporal)
      throws Exception {
    return new GatewayChild(directory.resolve(name), authService.address(), temporal.target());
  }

  private static Thread startAll(WorkflowClient client, List<WorkflowStub> works) {
    return Thread.startVirtualThread(() -> {
      for (int i = 0; i < WORKS; i++) {
        WorkflowStub work =
            client.newUntypedWorkflowStub(
                "TripWorkflow",
                WorkflowOptions.newBuilder()
                    .setWorkflowId("alice.trip-" + i)
                    .setTaskQueue("queue-alice")
                    .setWorkflowTaskTimeout(Duration.ofSeconds(5))
                    .build());
        work.start("trip-" + i);
        works.add(work);
        // Not all at once: some are under way whenever something is killed.
        int begun = i;
        Await.until("those before", PATIENCE, () -> finished() > begun - 8);
      }
    });
  }

  private static void awaitDone(String what, int count) {
    Await.until(what, PATIENCE, () -> finished() >= count);
  }

  private static long finished() {
    return DONE.stream().filter(name -> name.endsWith("++")).count();
  }

  private static WorkflowServiceStubs stubs(TcpRelay balancer, String workload) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + FakeWorkload.operator(workload).apiKey());
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(balancer.target())
            .addGrpcClientInterceptor(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build());
  }
}
