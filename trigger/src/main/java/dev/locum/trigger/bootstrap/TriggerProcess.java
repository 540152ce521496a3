package dev.locum.trigger.bootstrap;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.audit.spool.FileAuditSpool;
import dev.locum.audit.spool.SpoolSettings;
import dev.locum.audit.spool.SpoolingAuditSink;
import dev.locum.grpcauthz.audit.AuditShipper;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.trace.ClientSpans;
import dev.locum.grpcauthz.trace.ServerSpans;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.ProofSettings;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.TriggerSettings;
import dev.locum.settings.value.Address;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.trigger.authority.AuthServiceClient;
import dev.locum.trigger.rpc.TriggerServer;
import dev.locum.trigger.temporal.TemporalClient;
import dev.locum.trigger.work.WatcherPlaces;
import dev.locum.trigger.work.WorkDesk;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trigger as one process. It serves when {@link #start} returns, whether or not the auth
 * service and Temporal can be reached: calls that need them are answered {@code UNAVAILABLE} until
 * they can.
 */
public final class TriggerProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TriggerProcess.class);
  private static final String COMPONENT = "trigger";

  private final Peers peers;
  private final FileAuditSpool spool;
  private final AuditShipper shipper;
  private final TriggerServer server;

  private record Peers(ManagedChannel authService, ManagedChannel temporal, Tracing tracing) {

    static Peers open(TriggerSettings settings) throws IOException {
      Tracing tracing = Tracing.open(settings.traces(), "locum-trigger");
      try {
        Optional<ClientSpans> spans = tracing.openTelemetry().map(ClientSpans::of);
        return new Peers(
            Connections.authService(settings, spans),
            Connections.temporal(settings.temporal(), spans),
            tracing);
      } catch (IOException | RuntimeException e) {
        tracing.close();
        throw e;
      }
    }

    Optional<ServerSpans> spans() {
      return tracing.openTelemetry().map(ServerSpans::beginning);
    }

    void shutdown() {
      authService.shutdownNow();
      temporal.shutdownNow();
      tracing.close();
    }
  }

  private TriggerProcess(
      Peers peers, FileAuditSpool spool, AuditShipper shipper, TriggerServer server) {
    this.peers = peers;
    this.spool = spool;
    this.shipper = shipper;
    this.server = server;
  }

  /**
   * Starts the trigger.
   *
   * @throws IOException if a file cannot be read or the address not be bound
   */
  public static TriggerProcess start(TriggerSettings settings, Clock clock) throws IOException {
    Peers peers = Peers.open(settings);
    try {
      return assemble(settings, clock, peers);
    } catch (IOException | RuntimeException e) {
      peers.shutdown();
      throw e;
    }
  }

  private static TriggerProcess assemble(TriggerSettings settings, Clock clock, Peers peers)
      throws IOException {
    Issuer issuer = new Issuer(settings.issuer().toString());
    ServiceTokens tokens =
        new ServiceTokens(
            peers.authService(), Connections.credential(settings, issuer, clock), clock);
    ServiceTokenCredentials credentials =
        ServiceTokenCredentials.of(tokens, new Audience(issuer.value()));
    if (settings.authService().transport() instanceof ClientTransport.Insecure) {
      credentials = credentials.onInsecureLoopback();
    }
    FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(settings.audit().spool()));
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of(COMPONENT, settings.workload().id()),
            new SpoolingAuditSink(spool),
            new EventIds(clock, new SecureRandom()),
            clock);
    AuditShipper shipper = AuditShipper.start(spool, peers.authService(), credentials);
    TokenHolders holders = holders(settings, clock);
    WorkDesk desk =
        WorkDesk.of(
            new AuthServiceClient(
                peers.authService(), credentials, settings.limits().authServiceTimeout()),
            holders,
            new TemporalClient(
                Connections.withApiKey(peers.temporal(), settings.temporal()),
                settings.limits().temporalTimeout()),
            recorder,
            clock,
            new WatcherPlaces(settings.limits().watchers(), settings.limits().watchersPerUser()));
    try {
      TriggerServer server =
          TriggerServer.start(
              socketAddress(settings.listen().address()),
              Connections.server(settings.listen().transport()),
              desk,
              recorder,
              holders::nextNonce,
              peers.spans());
      LOG.info("trigger ready: gRPC {}", server.port());
      return new TriggerProcess(peers, spool, shipper, server);
    } catch (IOException | RuntimeException e) {
      shipper.close();
      spool.close();
      throw e;
    }
  }

  private static TokenHolders holders(TriggerSettings settings, Clock clock) {
    if (settings.reachedAt().isEmpty() && !settings.boundTokensOnly()) {
      return TokenHolders.byCertificateAlone();
    }
    TokenHolders.Builder holders = TokenHolders.builder(clock);
    settings.reachedAt().forEach(holders::reachedAt);
    if (settings.boundTokensOnly()) {
      switch (settings.boundTo()) {
        case ANY -> holders.boundTokensOnly();
        case KEY -> holders.boundToKeysOnly();
        case CERTIFICATE -> holders.boundToCertificatesOnly();
      }
    }
    if (settings.proofs().nonce() == ProofSettings.Nonce.REQUIRED) {
      holders.noncesUnder(settings.proofs().key());
    }
    return holders.build();
  }

  private static InetSocketAddress socketAddress(Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }

  /** The port of the gRPC server. */
  public int port() {
    return server.port();
  }

  /** Lets calls that are under way end, ships what is spooled if it can, and stops. */
  @Override
  public void close() {
    server.close();
    shipper.close();
    spool.close();
    peers.shutdown();
  }

  /**
   * Runs the trigger until the process is asked to end.
   *
   * @param arguments {@code --config FILE}
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.println("usage: trigger --config FILE");
      System.exit(2);
    }
    try {
      TriggerSettings settings =
          new SettingsLoader(System.getenv()).load(Path.of(arguments[1]), TriggerSettings.class);
      TriggerProcess process = start(settings, Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(process::close));
      Thread.currentThread().join();
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }
}
