package dev.locum.gateway.bootstrap;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.audit.spool.FileAuditSpool;
import dev.locum.audit.spool.SpoolSettings;
import dev.locum.audit.spool.SpoolingAuditSink;
import dev.locum.gateway.authority.AuthenticatedCallers;
import dev.locum.gateway.authority.Authority;
import dev.locum.gateway.authority.CheckedDelegations;
import dev.locum.gateway.authority.DescribedCallers;
import dev.locum.gateway.check.CallRules;
import dev.locum.gateway.delegation.DelegationGate;
import dev.locum.gateway.explain.Explanations;
import dev.locum.gateway.limit.GuessLimit;
import dev.locum.gateway.limit.TenantBounds;
import dev.locum.gateway.limit.TenantLimits;
import dev.locum.gateway.telemetry.MetricsServer;
import dev.locum.gateway.telemetry.Telemetry;
import dev.locum.gateway.trail.AccessLog;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.gateway.upstream.AuthorizedUpstream;
import dev.locum.gateway.upstream.EventLoops;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.gateway.upstream.Upstream;
import dev.locum.gateway.upstream.UpstreamChannels;
import dev.locum.gateway.wire.CallDesk;
import dev.locum.gateway.wire.GatewayServer;
import dev.locum.gateway.wire.Listener;
import dev.locum.gateway.wire.ServerBounds;
import dev.locum.grpcauthz.audit.AuditShipper;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.value.Address;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Deque;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the parts of a gateway in the order in which they need one another. */
final class Assembly {

  private static final String COMPONENT = "gateway";

  /** A name of its own, so that it can be sent elsewhere. */
  private static final Logger ACCESS = LoggerFactory.getLogger("dev.locum.gateway.access");

  private final GatewaySettings settings;
  private final CallRules rules;
  private final Clock clock;
  private final Deque<AutoCloseable> running;

  /**
   * An assembly.
   *
   * @param running gets what was started, the last first
   */
  Assembly(GatewaySettings settings, CallRules rules, Clock clock, Deque<AutoCloseable> running) {
    this.settings = settings;
    this.rules = rules;
    this.clock = clock;
    this.running = running;
  }

  GatewayServer serve() throws IOException {
    EventLoops loops = started(EventLoops.start(settings.limits().threads()));
    Tracing tracing = started(Tracing.open(settings.traces(), "locum-gateway"));
    ManagedChannel authService = Connections.authService(settings, tracing);
    running.push(authService::shutdownNow);
    ServiceTokens tokens =
        new ServiceTokens(authService, Connections.credential(settings, issuer(), clock), clock);
    ServiceTokenCredentials credentials = credentials(tokens);
    RefusalTrail trail = trail(authService, credentials);
    UpstreamChannels channels =
        started(UpstreamChannels.on(loops, Connections.frontends(settings, loops)));
    Upstream upstream =
        settings.temporal().token() ? new AuthorizedUpstream(channels, tokens, clock) : channels;
    Authority authority =
        new Authority(authService, credentials, settings.limits().authServiceTimeout());
    Telemetry telemetry = Telemetry.create();
    telemetry.observeTraces(tracing::dropped);
    CallDesk desk =
        new CallDesk(
            TemporalMethods.compiled(),
            new AuthenticatedCallers(authority, clock, new GuessLimit(System::nanoTime)),
            limits(),
            rules,
            new DelegationGate(new CheckedDelegations(authority, clock)),
            upstream,
            trail,
            telemetry,
            accessLog(telemetry),
            clock,
            settings.dryRun(),
            new Explanations(
                TemporalMethods.compiled(),
                new DescribedCallers(authority),
                rules,
                settings.dryRun()),
            tracing.openTelemetry().orElse(null));
    GatewayServer server =
        started(
            GatewayServer.start(
                new Listener(
                    socketAddress(settings.listen().address()),
                    Connections.server(settings.listen().transport()),
                    Connections.trustDomains(settings.listen().spiffe()),
                    settings.listen().proxyProtocol()),
                loops,
                desk,
                bounds()));
    telemetry.observeOpenCalls(server::openCalls);
    if (settings.listen().metrics().isPresent()) {
      started(MetricsServer.start(socketAddress(settings.listen().metrics().get()), telemetry));
    }
    return server;
  }

  private Issuer issuer() {
    return new Issuer(settings.issuer().toString());
  }

  private ServiceTokenCredentials credentials(ServiceTokens tokens) {
    ServiceTokenCredentials credentials =
        ServiceTokenCredentials.of(tokens, new Audience(issuer().value()));
    return settings.authService().transport() instanceof ClientTransport.Insecure
        ? credentials.onInsecureLoopback()
        : credentials;
  }

  private RefusalTrail trail(ManagedChannel authService, ServiceTokenCredentials credentials)
      throws IOException {
    FileAuditSpool spool = started(FileAuditSpool.open(SpoolSettings.in(settings.audit().spool())));
    started(AuditShipper.start(spool, authService, credentials));
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of(COMPONENT, settings.workload().id()),
            new SpoolingAuditSink(spool),
            new EventIds(clock, new SecureRandom()),
            clock);
    return new RefusalTrail(
        recorder,
        started(Executors.newVirtualThreadPerTaskExecutor()),
        new GuessLimit(System::nanoTime));
  }

  private @Nullable AccessLog accessLog(Telemetry telemetry) {
    return switch (settings.accessLog()) {
      case OFF -> null;
      case SAMPLED -> started(AccessLog.start(true, ACCESS::info, telemetry::lineDropped));
      case ON -> started(AccessLog.start(false, ACCESS::info, telemetry::lineDropped));
    };
  }

  private TenantLimits limits() {
    return new TenantLimits(
        new TenantBounds(
            settings.limits().tenantCallsPerSecond(),
            settings.limits().tenantVisibilityCallsPerSecond(),
            settings.limits().tenantOpenCalls(),
            settings.limits().tenantBytesPerSecond()),
        System::nanoTime);
  }

  private ServerBounds bounds() {
    return new ServerBounds(
        settings.limits().messageBytes(),
        settings.limits().callsPerConnection(),
        settings.limits().drain());
  }

  private <T extends AutoCloseable> T started(T part) {
    running.push(part);
    return part;
  }

  private static InetSocketAddress socketAddress(Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }
}
