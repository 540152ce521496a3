package dev.locum.benchmarks.rate;

import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.worker.AuthService;
import dev.locum.worker.LocumPlugin;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubsPlugin;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One engine, and two workers that differ in the plugin only. Each has its own connection and
 * queue.
 */
final class RateWorkers implements AutoCloseable {

  static final String PLAIN_QUEUE = "queue-plain";

  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Gate gate = new Gate();
  private final EngineProcess engine;
  private final WorkflowServiceStubs client;

  private RateWorkers() throws IOException {
    engine = EngineProcess.start();
    closing.push(engine::close);
    client = connect();
  }

  /**
   * Starts both.
   *
   * @param spool where the plugin keeps its audit events
   */
  static RateWorkers start(RateSite site, AgreeingAuthService authService, Path spool)
      throws IOException {
    RateWorkers workers = new RateWorkers();
    workers.startWorker(PLAIN_QUEUE, workers.connect());
    LocumPlugin plugin =
        LocumPlugin.builder()
            .authService(
                AuthService.of(
                        authService.channel(),
                        site.issuer(),
                        WorkloadCredential.apiKey(
                            new WorkloadId(RateSite.WORKER), RawToken.of("key-of-alice")))
                    .onInsecureLoopback())
            .auditSpool(spool)
            .clock(site.clock())
            .build();
    workers.closing.push(plugin::close);
    workers.startWorker(RateSite.QUEUE, workers.connect(plugin));
    return workers;
  }

  /** The connection of clients. */
  WorkflowServiceStubs client() {
    return client;
  }

  /** Where workflows of both wait. */
  Gate gate() {
    return gate;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }

  private void startWorker(String queue, WorkflowServiceStubs connection) {
    WorkerFactory factory = WorkerFactory.newInstance(WorkflowClient.newInstance(connection));
    Worker worker = factory.newWorker(queue);
    worker.registerWorkflowImplementationTypes(Steps.Trip.class);
    worker.registerActivitiesImplementations(new Steps.Idle(gate));
    factory.start();
    closing.push(factory::shutdownNow);
  }

  private WorkflowServiceStubs connect(WorkflowServiceStubsPlugin... plugins) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(engine.target())
                .setPlugins(plugins)
                .build());
    closing.push(stubs::shutdownNow);
    return stubs;
  }
}
