package dev.locum.cli.rpc;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.profile.Profile;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.grpcauthz.client.GivenNonce;
import dev.locum.grpcauthz.client.NonceRetry;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc.ClientServiceBlockingStub;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.protocol.gateway.v1.ExplanationServiceGrpc;
import dev.locum.protocol.gateway.v1.ExplanationServiceGrpc.ExplanationServiceBlockingStub;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.settings.CliSettings;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.value.Address;
import dev.locum.token.proof.TargetUri;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a profile; a connection is made with the first call to one, and closed with this.
 */
public final class Servers implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Supplier<Profile> profile;
  private final Map<String, ManagedChannel> channels = new HashMap<>();
  private final GivenNonce triggerNonce = new GivenNonce();
  private final GivenNonce authServiceNonce = new GivenNonce();
  private @Nullable CallCredentials administrator;
  private @Nullable String correlationId;

  public Servers(Supplier<Profile> profile) {
    this.profile = profile;
  }

  /**
   * The trigger, with the access token in {@code authorization} (RFC 6750 §2.1), and the proof of
   * its key if it is bound to one (RFC 9449 §7.1).
   */
  public TriggerServiceBlockingStub trigger(StoredTokens tokens, Clock clock) {
    HolderProof proof =
        new HolderProof(
            tokens,
            channel(peer("trigger", profile.get().settings().trigger())).origin(),
            triggerNonce,
            clock);
    return TriggerServiceGrpc.newBlockingStub(
        ClientInterceptors.intercept(
            triggerChannel(),
            new Headers(proof.authorization()),
            proof,
            new NonceRetry(triggerNonce)));
  }

  /** The trigger without a credential; for the doctor, who expects to be refused. */
  public TriggerServiceBlockingStub triggerWithoutToken() {
    return TriggerServiceGrpc.newBlockingStub(triggerChannel());
  }

  /** Delegations; the access token goes into the request, the proof of its key does not. */
  public DelegationServiceBlockingStub delegations(StoredTokens tokens, Clock clock) {
    return DelegationServiceGrpc.newBlockingStub(provingToAuthService(tokens, clock));
  }

  /** The trail; the access token goes into the request, the proof of its key does not. */
  public AuditServiceBlockingStub audit(StoredTokens tokens, Clock clock) {
    return AuditServiceGrpc.newBlockingStub(provingToAuthService(tokens, clock));
  }

  /**
   * The trail, as the administrator that the profile names.
   *
   * @throws CliException {@code USAGE} if the profile names none
   */
  public AuditServiceBlockingStub auditForAdministrator(Clock clock) {
    return AuditServiceGrpc.newBlockingStub(administratorChannel())
        .withCallCredentials(administratorCredentials(clock));
  }

  /** The auth service's one name is its issuer, by whichever address it is called. */
  private Channel provingToAuthService(StoredTokens tokens, Clock clock) {
    String origin = TargetUri.parse(profile.get().issuer().toString()).origin();
    return ClientInterceptors.intercept(
        authServiceChannel(),
        new HolderProof(tokens, origin, authServiceNonce, clock),
        new NonceRetry(authServiceNonce));
  }

  /** What the auth service tells everybody: its keys. */
  public TokenServiceBlockingStub tokens() {
    return TokenServiceGrpc.newBlockingStub(authServiceChannel());
  }

  /**
   * Administration, as the workload that the profile names.
   *
   * @throws CliException {@code USAGE} if the profile names none
   */
  public AdminServiceBlockingStub administration(Clock clock) {
    return AdminServiceGrpc.newBlockingStub(administratorChannel())
        .withCallCredentials(administratorCredentials(clock));
  }

  /** The administration of clients, as an operator. */
  public ClientServiceBlockingStub clients(Clock clock) {
    return ClientServiceGrpc.newBlockingStub(administratorChannel())
        .withCallCredentials(administratorCredentials(clock));
  }

  /** What a gateway would decide, as an operator. */
  public ExplanationServiceBlockingStub explanations(Clock clock) {
    Profile chosen = profile.get();
    return ExplanationServiceGrpc.newBlockingStub(open("gateway", chosen.settings().gateway()))
        .withCallCredentials(
            AdministratorCalls.ofGateway(chosen.settings(), administratorChannel(), clock)
                .orElseThrow(() -> AdministratorCalls.missing(chosen.name())));
  }

  private CallCredentials administratorCredentials(Clock clock) {
    CallCredentials known = administrator;
    if (known == null) {
      Profile chosen = profile.get();
      known =
          AdministratorCalls.of(chosen.settings(), administratorChannel(), clock)
              .orElseThrow(() -> AdministratorCalls.missing(chosen.name()));
      administrator = known;
    }
    return known;
  }

  /** With the certificate of the administrator, where that is the credential. */
  private Channel administratorChannel() {
    CliSettings settings = profile.get().settings();
    return open(
        "authService",
        "administration",
        settings.authService(),
        channel -> AdministratorCalls.present(settings, channel));
  }

  private Channel triggerChannel() {
    return open("trigger", profile.get().settings().trigger());
  }

  private Channel authServiceChannel() {
    return open("authService", profile.get().settings().authService());
  }

  private Channel open(String name, Optional<PeerSettings> peer) {
    return open(name, name, peer, channel -> {});
  }

  private Channel open(
      String name, String key, Optional<PeerSettings> peer, Consumer<RpcChannel> finish) {
    PeerSettings settings = peer(name, peer);
    ManagedChannel channel =
        channels.computeIfAbsent(
            key,
            ignored -> {
              RpcChannel unopened = channel(settings);
              finish.accept(unopened);
              return unopened.open();
            });
    return ClientInterceptors.intercept(channel, new Headers(""));
  }

  private PeerSettings peer(String name, Optional<PeerSettings> peer) {
    return peer.orElseThrow(() ->
        CliException.usage(
            "profile "
                + profile.get().name()
                + " names no "
                + name
                + " (expected: cli."
                + name
                + ")"));
  }

  /** A connection to a server that is in no profile; the caller ends it. */
  public static ManagedChannel channelTo(PeerSettings peer) {
    return channel(peer).open();
  }

  private static RpcChannel channel(PeerSettings peer) {
    return unopened(peer.target(), peer.transport());
  }

  /** A connection that is not made yet. */
  static RpcChannel unopened(Address target, ClientTransport transport) {
    RpcChannel channel = RpcChannel.to(target.toString());
    if (!(transport instanceof ClientTransport.Tls tls)) {
      return channel.insecureLoopback();
    }
    tls.serverName().ifPresent(channel::expecting);
    if (tls.ca().file().isEmpty()) {
      return channel.trustingSystem();
    }
    try {
      return channel.trusting(tls.ca().file().get());
    } catch (IOException | IllegalArgumentException e) {
      throw CliException.usage("ca: " + tls.ca().file().get() + " cannot be used");
    }
  }

  /** The id that joins the calls of this command in the audit trail. */
  public synchronized String correlationId() {
    // A command that calls nobody needs no randomness, which costs a fifth of its time.
    String known = correlationId;
    if (known == null) {
      known = UUID.randomUUID().toString();
      correlationId = known;
    }
    return known;
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels.values()) {
        channel.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adds the correlation id and, if there is one, the credential. */
  private final class Headers implements ClientInterceptor {
    private final String authorization;

    Headers(String authorization) {
      this.authorization = authorization;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.discardAll(Correlation.HEADER);
          headers.put(Correlation.HEADER, correlationId());
          if (!authorization.isEmpty()) {
            headers.put(AUTHORIZATION, authorization);
          }
          super.start(listener, headers);
        }
      };
    }
  }
}
