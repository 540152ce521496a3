package dev.locum.launcher.bootstrap;

import com.google.protobuf.ByteString;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.launcher.topology.ChildProcess;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A training run of a gateway alone, with the flags of a server: workflows of one activity, before
 * a frontend that answers from what was made beforehand. The cache holds what was counted about
 * methods (JEP 515), so that a gateway is compiled as a busy one soon after its start.
 */
final class GatewayRehearsal {

  /** Enough for every method on the way of a call to be compiled for good. */
  private static final int WORKFLOWS = 6000;

  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final Duration START = Duration.ofSeconds(90);
  private static final int AT_A_TIME = 16;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int CONNECTIONS = 4;

  private final StateDirectory state;
  private final int authGrpc;
  private final int authHttp;

  /**
   * A rehearsal.
   *
   * @param state of a topology that runs
   * @param authGrpc the port of its auth service
   * @param authHttp the other port of it
   */
  GatewayRehearsal(StateDirectory state, int authGrpc, int authHttp) {
    this.state = state;
    this.authGrpc = authGrpc;
    this.authHttp = authHttp;
  }

  /**
   * Rehearses.
   *
   * @param cache the file that the gateway writes
   * @param flags those that a gateway is started with
   */
  void run(Path cache, List<String> flags) throws Exception {
    Server frontend =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new RehearsedFrontend())
            .build()
            .start();
    int port = Ports.free().gateway();
    try (ChildProcess gateway = start(cache, flags, frontend.getPort(), port)) {
      gateway.awaitLine("ready", START);
      work(port);
      gateway.askToEnd();
      gateway.awaitEnd(Rehearsal.LIMIT);
    } finally {
      frontend.shutdownNow();
    }
  }

  private ChildProcess start(Path cache, List<String> flags, int frontend, int port)
      throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(flags);
    java.add("-XX:AOTCacheOutput=" + cache);
    java.add("-jar");
    java.add(System.getProperty("java.class.path"));
    state.directory("logs");
    return ChildProcess.start(
        "rehearsed-gateway",
        java,
        List.of("with-parent", "gateway", "--config", settings(frontend, port).toString()),
        state.file("logs/rehearsed-gateway.log"));
  }

  private Path settings(int frontend, int port) throws IOException {
    return state.writePrivate(
        "rehearsed-gateway/locum.yaml",
        """
        gateway:
          issuer: https://localhost:%d
          listen:
            address: 127.0.0.1:%d
            tls: {certificate: ../tls/server.pem, key: "file:../tls/server-key.pem", clientCa: ../tls/ca.pem}
          authService: {target: "localhost:%d", tls: {ca: ../tls/ca.pem}}
          workload: {id: gateway, privateKey: "file:../credentials/gateway.jwk"}
          temporal: {target: "127.0.0.1:%d", insecure: {plaintext: true}}
          sealKeys: ["file:../gateway/seal.key"]
          audit: {spool: spool}
          limits:
            tenantCallsPerSecond: 1000000
            tenantBytesPerSecond: 999999999
            drain: 500ms
        """
            .formatted(authHttp, port, authGrpc, frontend));
  }

  private void work(int port) throws Exception {
    List<ManagedChannel> channels = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(WORKFLOWS);
    long end = System.nanoTime() + LONGEST.toNanos();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      ManagedChannel client = channel(port).open();
      channels.add(client);
      for (int i = 0; i < CONNECTIONS; i++) {
        channels.add(
            channel(port)
                .presenting(
                    state.file("credentials/alice-sdk-worker.pem"),
                    state.file("credentials/alice-sdk-worker-key.pem"))
                .open());
      }
      RehearsedWork work =
          new RehearsedWork(
              WorkflowServiceGrpc.newBlockingStub(client),
              state.read("credentials/alice-sdk-client.apikey"));
      List<Future<?>> ended = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        ManagedChannel worker = channels.get(1 + i % CONNECTIONS);
        ended.add(
            workers.submit(() -> {
              while (System.nanoTime() < end && left.getAndDecrement() > 0) {
                attempt(work, WorkflowServiceGrpc.newBlockingStub(worker), left);
              }
            }));
      }
      for (Future<?> each : ended) {
        each.get();
      }
      if (left.get() >= WORKFLOWS) {
        throw new IllegalStateException("rehearsal: no workflow was done within " + LONGEST);
      }
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  /**
   * A machine that is busy makes the auth service late, and the gateway refuse for a moment: the
   * workflow is left to be done again, seldom enough that refusals are not what is rehearsed.
   */
  static void attempt(RehearsedWork work, WorkflowServiceBlockingStub worker, AtomicInteger left) {
    try {
      work.once(worker);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        throw e;
      }
      left.incrementAndGet();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private RpcChannel channel(int port) throws IOException {
    return RpcChannel.to("localhost:" + port).trusting(state.file("tls/ca.pem"));
  }

  /** What a payload of this size holds does not matter. */
  static ByteString bytes(int size) {
    return ByteString.copyFrom(new byte[size]);
  }
}
