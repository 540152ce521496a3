package dev.locum.authservice.rpc;

import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.connection.Connections;
import dev.locum.authservice.delegation.Delegations;
import dev.locum.authservice.introspection.Introspections;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.session.AccessTokens;
import dev.locum.authservice.session.Sessions;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.grpcauthz.rpc.ErrorBoundary;
import dev.locum.grpcauthz.rpc.ProofNonceTrailer;
import dev.locum.grpcauthz.rpc.UnknownMethods;
import dev.locum.token.Issuer;
import dev.locum.token.TokenVerifier;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The authority's gRPC server. */
public final class AuthorityServer implements AutoCloseable {

  /** Two tokens, actions and names fit several times; more is an attack on our memory. */
  private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

  private static final int MAX_METADATA_BYTES = 16 * 1024;

  /** Bounds rapid resets (CVE-2023-44487): so many in a minute end the connection. */
  private static final int MAX_RESETS_A_MINUTE = 200;

  /** Bounds what one connection may have under way. */
  private static final int MAX_CALLS = 1000;

  private static final long GRACE_SECONDS = 5;

  private final Server server;
  private final HealthStatusManager health;

  private AuthorityServer(Server server, HealthStatusManager health) {
    this.server = server;
    this.health = health;
  }

  /**
   * What the services serve.
   *
   * @param identity who the authority is
   * @param records what it keeps
   * @param users users and their sessions
   * @param delegations the operations on delegations
   * @param administration the services of administrators
   */
  public record Domain(
      Identity identity,
      Records records,
      UserSide users,
      Delegations delegations,
      List<ServerServiceDefinition> administration) {

    /** Copies. */
    public Domain {
      administration = List.copyOf(administration);
    }
  }

  /**
   * Who the authority is.
   *
   * @param issuer the {@code iss} of its tokens
   * @param keys its signing keys
   * @param verifier verifies its tokens
   * @param desk issues service tokens
   * @param connections says who is connected to a gateway
   */
  public record Identity(
      Issuer issuer,
      SigningKeys keys,
      TokenVerifier verifier,
      ServiceTokenDesk desk,
      Connections connections) {}

  /**
   * What it keeps.
   *
   * @param store the store
   * @param trail the audit trail
   */
  public record Records(Store store, AuditTrail trail) {}

  /**
   * Users and their sessions.
   *
   * @param accessTokens what access tokens are worth
   * @param sessions their sessions
   */
  public record UserSide(AccessTokens accessTokens, Sessions sessions) {}

  /**
   * Starts serving. It is not ready before it is told so by {@link #setReady}.
   *
   * @param outermostFirst see every call as its caller does
   * @throws IOException if the address cannot be bound
   */
  public static AuthorityServer start(
      InetSocketAddress bind,
      ServerCredentials credentials,
      Domain domain,
      List<ServerInterceptor> outermostFirst)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    Identity identity = domain.identity();
    Records records = domain.records();
    OperatorViews operators = new OperatorViews(records.trail());
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(bind, credentials)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS)
            .maxRstFramesPerWindow(MAX_RESETS_A_MINUTE, 60)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(new DelegationRpc(domain.delegations(), operators))
            .addService(
                new TokenRpc(
                    identity.issuer(),
                    identity.desk(),
                    identity.keys(),
                    new Introspections(
                        domain.users().accessTokens(),
                        domain.delegations().worth(),
                        records.trail()),
                    domain.users().sessions()))
            .addService(new GatewayRpc(identity.connections(), domain.delegations().checking()))
            .addService(
                new AuditRpc(
                    records.trail(),
                    new AuditViews(
                        records.store(),
                        domain.users().accessTokens(),
                        domain.delegations().finding(),
                        operators)))
            .addServices(domain.administration())
            .addService(health.getHealthService())
            .fallbackHandlerRegistry(new UnknownMethods())
            // Run in the opposite order: the last one is outermost.
            .intercept(new RequestText())
            .intercept(new ProofIntake())
            .intercept(
                new CallerAuthentication(
                    identity.verifier(), identity.issuer(), records.store(), records.trail()))
            .intercept(new StoreBoundary())
            .intercept(new ErrorBoundary())
            .intercept(new ProofNonceTrailer(() -> nextNonce(domain.delegations().proofs())));
    outermostFirst.reversed().forEach(server::intercept);
    AuthorityServer serving = new AuthorityServer(server.build().start(), health);
    serving.setReady(false);
    return serving;
  }

  /** What the health service answers, for the server as a whole. */
  public void setReady(boolean isReady) {
    health.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        isReady
            ? HealthCheckResponse.ServingStatus.SERVING
            : HealthCheckResponse.ServingStatus.NOT_SERVING);
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

  /** What was decided is answered all the same; the next proof is refused and told the nonce. */
  private static Optional<String> nextNonce(SenderProofs proofs) {
    try {
      return proofs.nextNonce();
    } catch (StoreUnavailableException e) {
      return Optional.empty();
    }
  }
}
