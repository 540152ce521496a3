package dev.locum.gateway.wire;

import dev.locum.gateway.upstream.EventLoops;
import dev.locum.grpcauthz.trace.ServerSpans;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.util.concurrent.ScheduledFuture;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The gateway's gRPC server. */
public final class GatewayServer implements AutoCloseable {

  private static final int MAX_METADATA_BYTES = 32 * 1024;

  /**
   * Bounds rapid resets (CVE-2023-44487): so many in a minute end the connection. A worker that
   * stops resets each of its polls.
   */
  private static final int MAX_RESETS_A_MINUTE = 1000;

  /** A peer that says nothing after connecting is dropped. */
  private static final long HANDSHAKE_SECONDS = 20;

  /** Bounds how long an identity is proven by a connection alone, and spreads load. */
  private static final long MAX_CONNECTION_MINUTES = 30;

  private static final long MAX_CONNECTION_GRACE_MINUTES = 2;
  private static final long KEEPALIVE_SECONDS = 30;
  private static final long SHORTEST_KEEPALIVE_SECONDS = 5;

  /** How often the callers of open calls are looked at. */
  private static final long PROVE_AGAIN_MILLIS = 1000;

  private final Server server;
  private final HealthStatusManager health;
  private final ScheduledFuture<?> provingAgain;
  private final ServerBounds bounds;
  private final OpenCalls open;

  private GatewayServer(
      Server server,
      HealthStatusManager health,
      ScheduledFuture<?> provingAgain,
      ServerBounds bounds,
      OpenCalls open) {
    this.server = server;
    this.health = health;
    this.provingAgain = provingAgain;
    this.bounds = bounds;
    this.open = open;
  }

  /**
   * Starts serving.
   *
   * @param loops the threads; they outlive the server
   * @throws IOException if the address cannot be bound
   */
  public static GatewayServer start(
      Listener listener, EventLoops loops, CallDesk desk, ServerBounds bounds) throws IOException {
    OpenCalls open = new OpenCalls();
    Reports reports =
        new Reports(desk.methods(), desk.upstream(), (delay, unit) -> later(loops, delay, unit));
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(WorkflowServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(listener.bind(), credentials(listener, desk))
            .channelType(loops.listening())
            .bossEventLoopGroup(loops.group())
            .workerEventLoopGroup(loops.group())
            .directExecutor()
            .maxInboundMessageSize(bounds.messageBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(bounds.callsPerConnection())
            .maxRstFramesPerWindow(MAX_RESETS_A_MINUTE, 60)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(SHORTEST_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConnectionAge(MAX_CONNECTION_MINUTES, TimeUnit.MINUTES)
            .maxConnectionAgeGrace(MAX_CONNECTION_GRACE_MINUTES, TimeUnit.MINUTES)
            .addTransportFilter(new ConnectionProof(listener.trustDomains()))
            .addService(checkOnly(health))
            .addService(ExplainedCall.service(desk))
            .fallbackHandlerRegistry(new ProxyRegistry(new ProxyParts(desk, reports, open)));
    OpenTelemetry spans = desk.spans();
    if (spans != null) {
      server.intercept(
          ServerSpans.joining(spans, name -> desk.methods().find(name) != null && !isPoll(name)));
    }
    Server serving = server.build().start();
    ScheduledFuture<?> provingAgain =
        loops
            .group()
            .scheduleWithFixedDelay(
                open::proveAgain, PROVE_AGAIN_MILLIS, PROVE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    return new GatewayServer(serving, health, provingAgain, bounds, open);
  }

  private static ServerCredentials credentials(Listener listener, CallDesk desk) {
    return ProxyProtocol.behind(
        listener.balancers(),
        listener.credentials(),
        new UnproxiedConnections(System::nanoTime, desk.telemetry()::connectionUnproxied));
  }

  /** A worker's waiting is no part of anybody's work. */
  private static boolean isPoll(String method) {
    return method.substring(method.indexOf('/') + 1).startsWith("Poll");
  }

  private static Executor later(EventLoops loops, long delay, TimeUnit unit) {
    return task -> loops.group().schedule(task, delay, unit);
  }

  /** Anybody may ask for health, but nobody may keep a stream open for it. */
  private static ServerServiceDefinition checkOnly(HealthStatusManager health) {
    ServerServiceDefinition all = health.getHealthService().bindService();
    MethodDescriptor<?, ?> check = HealthGrpc.getCheckMethod();
    ServerMethodDefinition<?, ?> definition = all.getMethod(check.getFullMethodName());
    if (definition == null) {
      throw new IllegalStateException("health: no " + check.getFullMethodName());
    }
    return ServerServiceDefinition.builder(HealthGrpc.SERVICE_NAME).addMethod(definition).build();
  }

  public int port() {
    return server.getPort();
  }

  /** Calls that wait for Temporal now. */
  public int openCalls() {
    return open.count();
  }

  /**
   * Says that it is ending, takes no more connections, lets calls that are under way end, long
   * polls included, for as long as is configured, and stops.
   */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(bounds.drain().toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    provingAgain.cancel(false);
  }
}
