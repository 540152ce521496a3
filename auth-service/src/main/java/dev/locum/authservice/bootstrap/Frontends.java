package dev.locum.authservice.bootstrap;

import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.TemporalSettings;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The channels to the Temporal frontends, by namespace. */
final class Frontends implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, ManagedChannel> owned = new HashMap<>();
  private final Map<String, TemporalSettings> settings;

  private Frontends(Map<String, TemporalSettings> settings) {
    this.settings = settings;
  }

  /** Opens them; they connect with the first call. */
  static Frontends open(Map<String, TemporalSettings> settings) throws IOException {
    Frontends frontends = new Frontends(settings);
    for (Map.Entry<String, TemporalSettings> each : settings.entrySet()) {
      frontends.owned.put(each.getKey(), channel(each.getValue()));
    }
    return frontends;
  }

  /**
   * The channels, with what each shows.
   *
   * @param token shown where the settings say so
   */
  Map<String, Channel> channels(ClientInterceptor token) {
    Map<String, Channel> channels = new HashMap<>();
    owned.forEach((namespace, channel) ->
        channels.put(
            namespace, showing(channel, Objects.requireNonNull(settings.get(namespace)), token)));
    return Map.copyOf(channels);
  }

  private static Channel showing(
      ManagedChannel channel, TemporalSettings settings, ClientInterceptor token) {
    return settings.token()
        ? ClientInterceptors.intercept(channel, token)
        : withApiKey(channel, settings);
  }

  private static Channel withApiKey(ManagedChannel channel, TemporalSettings settings) {
    if (settings.apiKey().isEmpty()) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + settings.apiKey().get().reveal());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static ManagedChannel channel(TemporalSettings settings) throws IOException {
    RpcChannel channel = RpcChannel.to(settings.target().toString());
    if (!(settings.transport() instanceof ClientTransport.Tls tls)) {
      return channel.insecureLoopback().open();
    }
    if (tls.ca().file().isPresent()) {
      channel.trusting(tls.ca().file().get());
    } else {
      channel.trustingSystem();
    }
    tls.serverName().ifPresent(channel::expecting);
    if (settings.clientCertificate().isPresent()) {
      ClientCertificate shown = settings.clientCertificate().get();
      try (InputStream chain = Files.newInputStream(shown.certificate());
          InputStream key =
              new ByteArrayInputStream(shown.key().reveal().getBytes(StandardCharsets.UTF_8))) {
        channel.presenting(chain, key);
      }
    }
    return channel.open();
  }

  @Override
  public void close() {
    owned.values().forEach(ManagedChannel::shutdownNow);
  }
}
