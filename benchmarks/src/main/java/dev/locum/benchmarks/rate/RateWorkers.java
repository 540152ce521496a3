package dev.locum.benchmarks.rate;

import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.worker.AuthService;
import dev.locum.worker.LocumPlugin;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
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
    workers.startWorker(PLAIN_QUEUE, WorkerFactoryOptions.getDefaultInstance());
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
    workers.startWorker(
        RateSite.QUEUE, WorkerFactoryOptions.newBuilder().setPlugins(plugin).build());
    return workers;
  }

  /** The connection of clients. */
  WorkflowServiceStubs client() {
    return client;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }

  private void startWorker(String queue, WorkerFactoryOptions options) {
    WorkerFactory factory =
        WorkerFactory.newInstance(WorkflowClient.newInstance(connect()), options);
    Worker worker = factory.newWorker(queue);
    worker.registerWorkflowImplementationTypes(Steps.Trip.class);
    worker.registerActivitiesImplementations(new Steps.Idle());
    factory.start();
    closing.push(factory::shutdownNow);
  }

  private WorkflowServiceStubs connect() {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(engine.target()).build());
    closing.push(stubs::shutdownNow);
    return stubs;
  }
}
