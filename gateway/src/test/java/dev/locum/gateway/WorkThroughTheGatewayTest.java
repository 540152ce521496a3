package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.Audience;
import io.grpc.ManagedChannel;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unchanged Temporal client and worker work through the gateway, with each credential. */
class WorkThroughTheGatewayTest {

  @TempDir Path directory;

  @WorkflowInterface
  public interface Greeting {
    @WorkflowMethod(name = "TripWorkflow")
    String greet(String name);
  }

  @ActivityInterface
  public interface Words {
    String hello(String name);
  }

  public static final class GreetingWorkflow implements Greeting {
    @Override
    public String greet(String name) {
      Words words =
          Workflow.newActivityStub(
              Words.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(20)).build());
      return words.hello(name);
    }
  }

  private static String workThrough(
      GatewayWorld world, ManagedChannel worker, ManagedChannel starter) {
    WorkerFactory factory =
        WorkerFactory.newInstance(WorkflowClient.newInstance(world.stubs(worker)));
    Worker pool = factory.newWorker("queue-alice");
    pool.registerWorkflowImplementationTypes(GreetingWorkflow.class);
    pool.registerActivitiesImplementations((Words) name -> "hello " + name);
    factory.start();
    world.started((AutoCloseable) factory::shutdownNow);

    WorkflowClient client = WorkflowClient.newInstance(world.stubs(starter));
    return client
        .newWorkflowStub(
            Greeting.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId("alice.greeting-1")
                .setTaskQueue("queue-alice")
                .setWorkflowRunTimeout(Duration.ofSeconds(60))
                .build())
        .greet("ada");
  }

  @Test
  void apiKeys_workThrough() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory, new OpenRules())) {
      String greeting =
          workThrough(world, world.withApiKey("alice-worker"), world.withApiKey("alice-starter"));

      assertThat(greeting).isEqualTo("hello ada");
    }
  }

  @Test // S1-07
  void certificates_workThrough() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory, new OpenRules())) {
      IssuedCertificate worker = world.authority().issueClient("alice-worker");
      IssuedCertificate starter = world.authority().issueClient("alice-starter");
      world.world().withCertificate("alice-worker", worker.thumbprint());
      world.world().withCertificate("alice-starter", starter.thumbprint());

      String greeting =
          workThrough(world, world.withCertificate(worker), world.withCertificate(starter));

      assertThat(greeting).isEqualTo("hello ada");
    }
  }

  @Test
  void serviceTokens_workThrough() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory, new OpenRules())) {
      String worker = token(world, "alice-worker");
      String starter = token(world, "alice-starter");

      String greeting = workThrough(world, world.withBearer(worker), world.withBearer(starter));

      assertThat(greeting).isEqualTo("hello ada");
    }
  }

  private static String token(GatewayWorld world, String workload) {
    return world
        .authService()
        .issuer()
        .serviceToken()
        .workload(workload)
        .audience(new Audience("locum-gateway").value())
        .text();
  }
}
