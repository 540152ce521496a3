package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.net.FreePort;
import dev.locum.token.WorkloadId;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole process while it issues: what was answered is there, with its event,
 * and nothing is there twice (S3-89). {@code -Dlocum.crash.rounds=N} for more.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class CrashTest {

  private static final int ROUNDS = Integer.getInteger("locum.crash.rounds", 3);
  private static final int CALLERS = 8;

  /** What waits for its workflow is not given up while the test runs. */
  private static final String PATIENT = "  limits: {startWindow: 10m}\n";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  /** The delegation that a key was answered with. */
  private final Map<String, String> answered = new ConcurrentHashMap<>();

  /** Keys of which the caller does not know. */
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  @Test
  void kill9_whileIssuing_whatWasAnsweredIsThereAndNothingTwice() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (LoginWorld beside = LoginWorld.open(directory)) {
      Map<WorkloadId, String> keys = ProcessWorld.prepare(beside, directory);

      for (int round = 0; round < ROUNDS; round++) {
        int kills = answered.size() + 20 + random.nextInt(200);
        try (Child child = new Child(directory, keys)) {
          issueUntil(child, "round-" + round, kills);
        }
        Set<String> told = issuedInTrail(beside);
        assertThat(told).as("seed %d", seed).containsAll(answered.values());
      }

      try (Child child = new Child(directory, keys)) {
        answered.forEach((key, id) -> {
          IssueDelegationResponse again = child.issue(key);
          assertThat(again.getRepeated()).as("seed %d, %s", seed, key).isTrue();
          assertThat(again.getDelegation().getDelegationId()).isEqualTo(id);
        });
        unknown.forEach(key ->
            assertThat(child.issue(key).getDelegation().getDelegationId())
                .isEqualTo(child.issue(key).getDelegation().getDelegationId()));
      }
      assertThat(count(beside, "delegation"))
          .isEqualTo(count(beside, "delegation_key"))
          .isEqualTo(answered.size() + unknown.size());
    }
  }

  private void issueUntil(Child child, String round, int kills) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> {
          while (child.isAlive()) {
            issueOne(child, round + "-" + next.incrementAndGet());
          }
        });
      }
      Await.until("enough answers", PATIENCE, () -> answered.size() >= kills);
      child.kill();
    }
    assertThat(answered).hasSizeGreaterThanOrEqualTo(kills);
  }

  private void issueOne(Child child, String key) {
    try {
      answered.put(key, child.issue(key).getDelegation().getDelegationId());
    } catch (StatusRuntimeException e) {
      unknown.add(key);
    }
  }

  private static Set<String> issuedInTrail(LoginWorld beside) {
    return Set.copyOf(
        beside.store.read(tx ->
            tx.query(
                "SELECT DISTINCT delegation FROM audit_event WHERE type = ? AND outcome ="
                    + " 'ALLOWED'",
                row -> row.text("delegation"),
                AuditEventType.DELEGATION_ISSUED.name())));
  }

  private static int count(LoginWorld beside, String table) {
    return beside
        .store
        .read(tx -> tx.query("SELECT COUNT(*) AS n FROM " + table, row -> row.integer("n")))
        .get(0);
  }

  /** An auth service in a JVM of its own. */
  private static final class Child implements AutoCloseable {

    private static final int MORE_STARTS = 3;

    private final Process process;
    private final ManagedChannel channel;
    private final DelegationServiceGrpc.DelegationServiceBlockingStub trigger;
    private final String access;

    Child(Path directory, Map<WorkloadId, String> keys) throws IOException {
      Path log = directory.resolve("child.log");
      int grpc = FreePort.find();
      int http = FreePort.find();
      Process started = start(directory, log, grpc, http);
      // Others on this machine look for free ports, too.
      for (int i = 0; i < MORE_STARTS && !isReady(started, log, http); i++) {
        grpc = FreePort.find();
        http = FreePort.find();
        started = start(directory, log, grpc, http);
      }
      process = started;
      channel = NettyChannelBuilder.forAddress("127.0.0.1", grpc).usePlaintext().build();
      try (LoopbackClient client = new LoopbackClient(http)) {
        trigger =
            DelegationServiceGrpc.newBlockingStub(
                ProcessWorld.proven(channel, keys.getOrDefault(ProcessWorld.TRIGGER, "")));
        access = ProcessWorld.login(client).path("access_token").asText();
      }
    }

    private static Process start(Path directory, Path log, int grpc, int http) throws IOException {
      Path config = directory.resolve("locum.yaml");
      Files.writeString(config, ProcessWorld.yaml(grpc, http, "sqlite: locum.db") + PATIENT);
      return new ProcessBuilder(
              ProcessHandle.current().info().command().orElseThrow(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              AuthServiceProcess.class.getName(),
              "--config",
              config.toString())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    }

    /** Waits until it is ready; false: a port was taken meanwhile. */
    private static boolean isReady(Process process, Path log, int http) throws IOException {
      try (LoopbackClient client = new LoopbackClient(http)) {
        Await.until("the child", PATIENCE, () -> !process.isAlive() || answers(client));
      }
      if (process.isAlive()) {
        return true;
      }
      assertThat(log).content().containsIgnoringCase("bind");
      return false;
    }

    private static boolean answers(LoopbackClient client) {
      try {
        return client.get("/readyz").statusCode() == 200;
      } catch (UncheckedIOException e) {
        return false;
      }
    }

    IssueDelegationResponse issue(String key) {
      return trigger
          .withDeadlineAfter(30, TimeUnit.SECONDS)
          .issueDelegation(
              IssueDelegationRequest.newBuilder()
                  .setAccessToken(access)
                  .setRoute("trip")
                  .setIdempotencyKey(key)
                  .setRequestDigest("a".repeat(64))
                  .build());
    }

    boolean isAlive() {
      return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
      channel.shutdownNow();
      process.destroyForcibly();
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
