package dev.locum.carsharing.bootstrap;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.audit.spool.FileAuditSpool;
import dev.locum.audit.spool.SpoolSettings;
import dev.locum.audit.spool.SpoolingAuditSink;
import dev.locum.carsharing.rpc.VehicleLookup;
import dev.locum.grpcauthz.audit.AuditShipper;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.OnlineDelegationCheck;
import dev.locum.grpcauthz.caller.OnlineIntrospection;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.keys.AuthorityVerifier;
import dev.locum.grpcauthz.server.GrpcAuthorization;
import dev.locum.grpcauthz.tls.AnyClient;
import dev.locum.grpcauthz.tls.TlsIdentity;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.ProofSettings;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.value.Address;
import dev.locum.telemetry.Tracing;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service of the example as one process. It serves when {@link #start} returns. */
public final class DownstreamProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DownstreamProcess.class);

  /** Requests of the example are small; more is an attack on our memory. */
  private static final int MAX_MESSAGE_BYTES = 64 * 1024;

  /** A token of the largest size and room for the rest. */
  private static final int MAX_METADATA_BYTES = 32 * 1024;

  private final Server server;
  private final GrpcAuthorization authorization;
  private final ExampleService service;
  private final Watched watched;
  private final List<ManagedChannel> channels;

  private DownstreamProcess(
      Server server,
      GrpcAuthorization authorization,
      ExampleService service,
      Watched watched,
      List<ManagedChannel> channels) {
    this.server = server;
    this.authorization = authorization;
    this.service = service;
    this.watched = watched;
    this.channels = channels;
  }

  /**
   * Starts the service that the settings name: {@code fleet}, {@code trip} or {@code billing}.
   *
   * @param journal where its rows are kept over restarts
   * @throws IOException if a file or the address cannot be used
   */
  public static DownstreamProcess start(DownstreamSettings settings, Path journal, Clock clock)
      throws IOException {
    CryptoProviders providers = CryptoProviders.choose();
    Issuer issuer = new Issuer(settings.issuer().toString());
    List<ManagedChannel> channels = new ArrayList<>();
    Tracing tracing = Tracing.open(settings.traces(), settings.name());
    ManagedChannel authService =
        Peers.traced(Peers.authService(settings.authService(), settings.workload()), tracing)
            .open();
    channels.add(authService);
    ServiceTokens tokens =
        new ServiceTokens(
            authService, Peers.credential(settings.workload(), issuer, providers, clock), clock);
    Authority authority =
        new Authority(
            authService,
            credentials(settings, tokens, issuer),
            AuthorityVerifier.of(issuer, providers, clock));
    Trail trail = Trail.open(settings, authority, clock);
    ExampleService service =
        ExampleService.named(settings.name(), journal, fleet(settings, tokens, channels, tracing));
    GrpcAuthorization.Builder secured =
        GrpcAuthorization.builder()
            .authenticator(callers(settings, authority, clock))
            .audit(trail.recorder())
            .clock(clock);
    tracing.openTelemetry().ifPresent(secured::openTelemetry);
    GrpcAuthorization authorization = secured.build();
    Server server =
        authorization
            .secure(builder(settings.listen()), service.services().toArray(BindableService[]::new))
            .build()
            .start();
    LOG.info("{} ready on port {}, {}", settings.name(), server.getPort(), providers);
    return new DownstreamProcess(
        server, authorization, service, new Watched(trail, tracing), channels);
  }

  /** The port that it serves. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    authorization.close();
    service.close();
    watched.trail().close();
    channels.forEach(ManagedChannel::shutdownNow);
    watched.tracing().close();
  }

  /** The fleet as this service itself calls it; with no token or header of its own callers. */
  private static VehicleLookup fleet(
      DownstreamSettings settings,
      ServiceTokens tokens,
      List<ManagedChannel> channels,
      Tracing tracing)
      throws IOException {
    PeerSettings peer = settings.services().get("fleet");
    if (peer == null) {
      return VehicleLookup.none();
    }
    ManagedChannel channel =
        Peers.traced(Peers.channel(peer.target(), peer.transport()), tracing).open();
    channels.add(channel);
    return VehicleLookup.at(channel, Peers.asItself(tokens, new Audience("fleet"), peer));
  }

  private static ServiceTokenCredentials credentials(
      DownstreamSettings settings, ServiceTokens tokens, Issuer issuer) {
    return Peers.asItself(tokens, new Audience(issuer.value()), settings.authService());
  }

  private static CallerAuthenticator callers(
      DownstreamSettings settings, Authority authority, Clock clock) {
    CallerRules.Builder rules =
        CallerAuthenticator.builder()
            .self(new Audience(settings.name()))
            .verifier(authority.verifier().over(authority.channel()))
            .trustDomain(new Audience(settings.trustDomain()))
            .accept(
                settings.accept().stream()
                    .map(mode -> CallerMode.valueOf(mode.name()))
                    .toArray(CallerMode[]::new));
    if (!settings.actions().isEmpty()) {
      rules.ownActions(ActionSet.ofNames(settings.actions()));
    }
    settings.callers().forEach((id, caller) -> rules.trust(trusted(id, caller)));
    if (!settings.callers().isEmpty()) {
      rules.senderConstrained();
    }
    if (!settings.reachedAt().isEmpty() || settings.boundTokensOnly()) {
      rules.holders(holders(settings, clock));
    }
    if (settings.online()) {
      rules
          .introspection(new OnlineIntrospection(authority.channel(), authority.credentials()))
          .delegationCheck(
              new OnlineDelegationCheck(authority.channel(), authority.credentials(), clock));
    }
    return rules.build();
  }

  private static TokenHolders holders(DownstreamSettings settings, Clock clock) {
    TokenHolders.Builder holders = TokenHolders.builder(clock);
    settings.reachedAt().forEach(holders::reachedAt);
    if (settings.boundTokensOnly()) {
      switch (settings.boundTo()) {
        case ANY -> holders.boundTokensOnly();
        case KEY -> holders.boundToKeysOnly();
        case CERTIFICATE -> holders.boundToCertificatesOnly();
      }
    }
    if (settings.unboundServiceTokens()) {
      holders.exceptServiceTokens();
    }
    if (settings.proofs().nonce() == ProofSettings.Nonce.REQUIRED) {
      holders.noncesUnder(settings.proofs().key());
    }
    return holders.build();
  }

  private static TrustedWorkload trusted(String id, DownstreamSettings.TrustedCaller caller) {
    TrustedWorkload workload =
        TrustedWorkload.of(new WorkloadId(id))
            .withActions(ActionSet.ofNames(caller.actions()))
            .withRoles(Set.copyOf(caller.roles()));
    for (String tenant : caller.tenants()) {
      workload = workload.onBehalfOf(new TenantId(tenant));
    }
    return workload;
  }

  private static NettyServerBuilder builder(DownstreamSettings.Listen listen) throws IOException {
    Address address = listen.address();
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(address.host(), address.port()), transport(listen.transport()))
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .permitKeepAliveTime(10, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static ServerCredentials transport(ServerTransport transport) throws IOException {
    return switch (transport) {
      case ServerTransport.Insecure _ -> InsecureServerCredentials.create();
      case ServerTransport.Tls tls -> {
        try (InputStream chain = Files.newInputStream(tls.certificate());
            InputStream key =
                new ByteArrayInputStream(tls.key().reveal().getBytes(StandardCharsets.UTF_8))) {
          yield TlsServerCredentials.newBuilder()
              .keyManager(TlsIdentity.keyManager(chain, key))
              // Whoever made it: tokens may be bound to it, and it says nothing else.
              .trustManager(new AnyClient())
              .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
              .build();
        }
      }
    };
  }

  /** The auth service, as this process sees it. */
  private record Authority(
      ManagedChannel channel, ServiceTokenCredentials credentials, AuthorityVerifier verifier) {}

  /** What others watch it by. */
  private record Watched(Trail trail, Tracing tracing) {}

  /** Where its audit events go: first into files, then to the auth service. */
  private record Trail(FileAuditSpool spool, AuditShipper shipper, AuditRecorder recorder) {

    static Trail open(DownstreamSettings settings, Authority authority, Clock clock) {
      FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(settings.audit().spool()));
      AuditRecorder recorder =
          new AuditRecorder(
              AuditParties.of("downstream", settings.workload().id()),
              new SpoolingAuditSink(spool),
              new EventIds(clock, new SecureRandom()),
              clock);
      return new Trail(
          spool, AuditShipper.start(spool, authority.channel(), authority.credentials()), recorder);
    }

    void close() {
      shipper.close();
      spool.close();
    }
  }
}
