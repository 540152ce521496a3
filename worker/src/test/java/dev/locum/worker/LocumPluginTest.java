package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.spool.FileAuditSpool;
import dev.locum.audit.spool.SpoolSettings;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.time.TestClock;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.fixture.FakeAuthService;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.fixture.WorkerWorld.Pool;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin's own configuration. */
@Timeout(120)
final class LocumPluginTest {

  /** S2-21: registered once with the client, it is in every worker of that client. */
  @Test
  void plugin_registeredWithTheClient_isInItsWorkers() throws Exception {
    try (WorkerWorld world = WorkerWorld.start()) {
      Journal journal = new Journal();
      LocumPlugin plugin =
          LocumPlugin.builder()
              .authService(world.authService().reachedBy(FakeWorkload.ALICE))
              .auditSink(world.audit())
              .clock(world.clock())
              .build();
      WorkflowClient client =
          WorkflowClient.newInstance(
              world.stubs(), WorkflowClientOptions.newBuilder().setPlugins(plugin).build());
      WorkerFactory factory = WorkerFactory.newInstance(client);
      Worker worker = factory.newWorker("queue-alice");
      worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
      factory.start();
      try (Pool pool = new Pool(factory, plugin)) {
        assertThat(pool.factory()).isSameAs(factory);
        WorkflowStub stub = world.trip().stub();

        stub.start();

        assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
        assertThat(world.audit().events()).isNotEmpty();
      }
    }
  }

  /**
   * Without any event reaching the auth service, what was decided is in the spool and survives the
   * worker.
   */
  @Test
  void auditSpool_always_keepsTheEventsUntilTheyAreStored(@TempDir Path directory)
      throws Exception {
    try (WorkerWorld world = WorkerWorld.start()) {
      Pool pool =
          world.pool(
              FakeWorkload.ALICE,
              "queue-alice",
              builder ->
                  LocumPlugin.builder()
                      .authService(world.authService().reachedBy(FakeWorkload.ALICE))
                      .auditSpool(directory)
                      .clock(world.clock()),
              worker -> {
                worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
                worker.registerActivitiesImplementations(new Trips.Noting(new Journal()));
              });
      WorkflowStub stub = world.trip().stub();
      stub.start();
      stub.getResult(String.class);
      pool.close();

      try (FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(directory))) {
        assertThat(spool.oldest(10, Duration.ZERO))
            .hasSizeGreaterThanOrEqualTo(2)
            .allSatisfy(event -> assertThat(event.parties().actor()).isEqualTo("alice-worker"));
      }
    }
  }

  /** A worker that starts before the auth service waits for it. */
  @Test
  void authServiceThatStartsLater_always_isWaitedFor() throws Exception {
    try (WorkerWorld world = WorkerWorld.start()) {
      world.authService().goDown();
      Thread later =
          new Thread(() -> {
            Await.until("the first attempts", () -> world.authService().refusedWhileDown() >= 2);
            world.authService().comeBack();
          });
      later.start();

      world.alice(worker -> worker.registerWorkflowImplementationTypes(Trips.OneStep.class));

      later.join();
      assertThat(world.authService().refusedWhileDown()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void build_withoutAPart_namesIt() throws Exception {
    assertThatThrownBy(() -> LocumPlugin.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("auth service");
    try (FakeAuthService authService = FakeAuthService.start(TestClock.atNoon())) {
      LocumPlugin.Builder builder =
          LocumPlugin.builder().authService(authService.reachedBy(FakeWorkload.ALICE));
      assertThatThrownBy(builder::build).hasMessageContaining("audit spool");
      builder.auditSink(new RecordingAuditSink());
      assertThatThrownBy(builder::build).hasMessageContaining("clock");
      assertThatThrownBy(() -> builder.auditSpool(Path.of("spool")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void builder_withTwoActionsForOneType_isRefused() {
    LocumPlugin.Builder builder = LocumPlugin.builder().activity("Reserve", "fleet.reserve");

    assertThatThrownBy(() -> builder.activity("Reserve", "fleet.release"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void downstream_thatIsNotSafe_isRefused() {
    assertThatThrownBy(() -> Downstream.http("billing", URI.create("http://billing.example")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
    assertThatThrownBy(() -> Downstream.http("billing", URI.create("https://b.example/path")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Downstream.http("billing", URI.create("https://b.example")).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no method");
  }
}
