package dev.locum.trigger.rpc;

import dev.locum.audit.AuditRecorder;
import dev.locum.grpcauthz.rpc.ErrorBoundary;
import dev.locum.grpcauthz.rpc.ProofNonceTrailer;
import dev.locum.grpcauthz.rpc.UnknownMethods;
import dev.locum.grpcauthz.trace.ServerSpans;
import dev.locum.trigger.work.WorkDesk;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The trigger's gRPC server. */
public final class TriggerServer implements AutoCloseable {

  /**
   * More than the inputs of a request may hold together, so that what is too large is refused with
   * a code, and not cut off by the transport.
   */
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  private static final int MAX_METADATA_BYTES = 32 * 1024;

  /** Bounds rapid resets (CVE-2023-44487): so many in a minute end the connection. */
  private static final int MAX_RESETS_A_MINUTE = 200;

  private static final int MAX_CALLS = 1000;
  private static final long GRACE_SECONDS = 5;

  private final Server server;
  private final HealthStatusManager health;

  private TriggerServer(Server server, HealthStatusManager health) {
    this.server = server;
    this.health = health;
  }

  /**
   * Starts serving.
   *
   * @param nonces answers the nonce that the next proof has to have; empty: none is asked for
   * @param spans sees every call as its caller does; empty: nothing is traced
   * @throws IOException if the address cannot be bound
   */
  public static TriggerServer start(
      InetSocketAddress bind,
      ServerCredentials credentials,
      WorkDesk desk,
      AuditRecorder recorder,
      Supplier<Optional<String>> nonces,
      Optional<ServerSpans> spans)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(bind, credentials)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS)
            .maxRstFramesPerWindow(MAX_RESETS_A_MINUTE, 60)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(new TriggerRpc(desk))
            .addService(health.getHealthService())
            .fallbackHandlerRegistry(new UnknownMethods())
            // Run in the opposite order: the boundary is around all that refuses.
            .intercept(new UserTokens(recorder))
            .intercept(new ErrorBoundary())
            .intercept(new ProofNonceTrailer(nonces));
    spans.ifPresent(server::intercept);
    return new TriggerServer(server.build().start(), health);
  }

  public int port() {
    return server.getPort();
  }

  /** Lets calls that are under way end, for a while, and stops. */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
