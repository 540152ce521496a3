package dev.locum.gateway.bootstrap;

import dev.locum.gateway.upstream.EventLoops;
import dev.locum.gateway.wire.TrustDomains;
import dev.locum.grpcauthz.client.PromptReconnect;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.grpcauthz.tls.TlsIdentity;
import dev.locum.grpcauthz.trace.ClientSpans;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.WorkloadProof;
import dev.locum.settings.value.Address;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.EventLoop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Turns settings of connections into channels and credentials. */
final class Connections {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** More in the headers of an answer is an attack on our memory. */
  private static final int MAX_METADATA_BYTES = 64 * 1024;

  /** Finds a dead connection before the deadlines of long polls do. */
  private static final long KEEPALIVE_SECONDS = 30;

  private Connections() {}

  /** Client certificates are asked for, not demanded, where authorities for them are configured. */
  static ServerCredentials server(ServerTransport transport) throws IOException {
    return switch (transport) {
      case ServerTransport.Insecure _ -> InsecureServerCredentials.create();
      case ServerTransport.Tls tls -> {
        TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder();
        try (InputStream chain = Files.newInputStream(tls.certificate());
            InputStream key = bytes(tls.key().reveal())) {
          credentials.keyManager(TlsIdentity.keyManager(chain, key));
        }
        if (tls.clientCa().isPresent()) {
          credentials
              .trustManager(tls.clientCa().get().toFile())
              .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL);
        }
        yield credentials.build();
      }
    };
  }

  static TrustDomains trustDomains(Map<String, Path> bundles) throws IOException {
    Map<String, Collection<X509Certificate>> authorities = new HashMap<>();
    for (Map.Entry<String, Path> bundle : bundles.entrySet()) {
      try (InputStream pem = Files.newInputStream(bundle.getValue())) {
        authorities.put(
            bundle.getKey(),
            CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                .map(X509Certificate.class::cast)
                .toList());
      } catch (CertificateException e) {
        throw new IOException("listen.spiffe." + bundle.getKey() + ": no certificates", e);
      }
    }
    return new TrustDomains(authorities);
  }

  /** The auth service; with the workload's certificate where that is its credential. */
  static ManagedChannel authService(GatewaySettings settings, Tracing tracing) throws IOException {
    RpcChannel channel = RpcChannel.to(settings.authService().target().toString());
    tracing.openTelemetry().map(ClientSpans::of).ifPresent(channel::intercepting);
    if (!(settings.authService().transport() instanceof ClientTransport.Tls tls)) {
      return channel.insecureLoopback().open();
    }
    tls.serverName().ifPresent(channel::expecting);
    if (tls.ca().file().isPresent()) {
      channel.trusting(tls.ca().file().get());
    } else {
      channel.trustingSystem();
    }
    if (settings.workload().proof() instanceof WorkloadProof.Certificate certificate) {
      try (InputStream chain = Files.newInputStream(certificate.shown().certificate());
          InputStream key = bytes(certificate.shown().key().reveal())) {
        channel.presenting(chain, key);
      }
    }
    return channel.open();
  }

  /** How to open a channel to each frontend, in order of preference. */
  static List<Function<EventLoop, ManagedChannel>> frontends(
      GatewaySettings settings, EventLoops loops) throws IOException {
    ChannelCredentials credentials = credentials(settings.temporal());
    List<Address> addresses = new ArrayList<>();
    addresses.add(settings.temporal().target());
    addresses.addAll(settings.failover());
    List<Function<EventLoop, ManagedChannel>> frontends = new ArrayList<>();
    for (Address address : addresses) {
      frontends.add(loop -> frontend(address, settings, credentials, loops, loop));
    }
    return frontends;
  }

  private static ManagedChannel frontend(
      Address address,
      GatewaySettings settings,
      ChannelCredentials credentials,
      EventLoops loops,
      EventLoop loop) {
    NettyChannelBuilder channel =
        NettyChannelBuilder.forTarget(address.toString(), credentials)
            .eventLoopGroup(loop)
            .channelType(loops.connecting())
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(settings.limits().messageBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS);
    if (settings.temporal().transport() instanceof ClientTransport.Tls tls) {
      tls.serverName().ifPresent(channel::overrideAuthority);
    }
    settings
        .temporal()
        .apiKey()
        .ifPresent(key -> {
          Metadata headers = new Metadata();
          headers.put(AUTHORIZATION, "Bearer " + key.reveal());
          channel.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        });
    return PromptReconnect.of(channel.build());
  }

  private static ChannelCredentials credentials(TemporalSettings temporal) throws IOException {
    if (!(temporal.transport() instanceof ClientTransport.Tls tls)) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (tls.ca().file().isPresent()) {
      credentials.trustManager(tls.ca().file().get().toFile());
    }
    if (temporal.clientCertificate().isPresent()) {
      ClientCertificate shown = temporal.clientCertificate().get();
      try (InputStream chain = Files.newInputStream(shown.certificate());
          InputStream key = bytes(shown.key().reveal())) {
        credentials.keyManager(TlsIdentity.keyManager(chain, key));
      }
    }
    return credentials.build();
  }

  static WorkloadCredential credential(GatewaySettings settings, Issuer issuer, Clock clock) {
    WorkloadId id = new WorkloadId(settings.workload().id());
    return switch (settings.workload().proof()) {
      case WorkloadProof.Certificate _ -> WorkloadCredential.certificate(id);
      case WorkloadProof.ApiKey key ->
          WorkloadCredential.apiKey(id, RawToken.of(key.key().reveal()));
      case WorkloadProof.PrivateKey key ->
          WorkloadCredential.privateKey(
              id,
              issuer,
              SigningKey.parsePrivateJwk(key.jwk().reveal(), SecretKeyAccess.granted()),
              CryptoProviders.choose(),
              clock);
    };
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
