package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** An auth service in a JVM of its own. */
final class CrashingAuthService implements AutoCloseable {

  private static final int MORE_STARTS = 3;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What waits for its workflow is not given up while the test runs. */
  private static final String PATIENT = "  limits: {startWindow: 10m}\n";

  private final Process process;
  private final ManagedChannel channel;
  private final DelegationServiceGrpc.DelegationServiceBlockingStub trigger;
  private final String access;
  private final LoopbackClient client;

  CrashingAuthService(Path directory, String engine, Map<WorkloadId, String> keys)
      throws IOException {
    Path log = directory.resolve("child.log");
    int grpc = FreePort.find();
    int http = FreePort.find();
    Process started = start(directory, engine, log, grpc, http);
    // Others on this machine look for free ports, too.
    for (int i = 0; i < MORE_STARTS && !isReady(started, log, http); i++) {
      grpc = FreePort.find();
      http = FreePort.find();
      started = start(directory, engine, log, grpc, http);
    }
    process = started;
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpc).usePlaintext().build();
    client = new LoopbackClient(http);
    trigger =
        DelegationServiceGrpc.newBlockingStub(
            ProcessWorld.proven(channel, keys.getOrDefault(ProcessWorld.TRIGGER, "")));
    access = ProcessWorld.login(client).path("access_token").asText();
  }

  private static Process start(Path directory, String engine, Path log, int grpc, int http)
      throws IOException {
    Path config = directory.resolve("locum.yaml");
    Files.writeString(config, ProcessWorld.yaml(grpc, http, engine) + PATIENT);
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

  /** A refresh token of a session of its own. */
  String login() {
    return ProcessWorld.login(client).path("refresh_token").asText();
  }

  /**
   * The next refresh token; empty: it was refused.
   *
   * @throws IllegalStateException if it was not decided
   */
  Optional<String> refresh(String token) {
    return refreshed(showToRefresh(token));
  }

  /** The same, however often others were refused before: who is not heard is not refused. */
  Optional<String> refreshOnceHeard(String token) {
    AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
    Await.until(
        "being heard",
        PATIENCE,
        () -> {
          answer.set(showToRefresh(token));
          return answer.get().statusCode() != TOO_MANY_REQUESTS;
        });
    return refreshed(answer.get());
  }

  private static Optional<String> refreshed(HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(LoopbackClient.json(answer).path("refresh_token").asText());
      case 400 -> Optional.empty();
      default -> throw new IllegalStateException("status: " + answer.statusCode());
    };
  }

  private HttpResponse<String> showToRefresh(String token) {
    return client.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "refresh_token",
        "client_id",
        LoginWorld.CLIENT,
        "refresh_token",
        token);
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
    client.close();
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
