package dev.locum.authservice.bootstrap;

import dev.locum.authservice.oauth.HttpSpans;
import dev.locum.authservice.oauth.OAuthHttpServer;
import dev.locum.authservice.oauth.OAuthHttpSettings;
import dev.locum.authservice.oauth.OAuthServices;
import dev.locum.authservice.rpc.AuthorityServer;
import dev.locum.authservice.telemetry.MetricsServer;
import dev.locum.authservice.telemetry.Telemetry;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.value.Address;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The servers beside that of gRPC. One that cannot be started closes those that were started before
 * it, so that the start can be tried again.
 */
final class Listeners {

  private Listeners() {}

  static OAuthHttpServer http(
      AuthServiceSettings settings, OAuthServices services, Tracing tracing, AuthorityServer grpc)
      throws IOException {
    try {
      OAuthHttpSettings.Transport transport =
          switch (settings.listen().transport()) {
            case ServerTransport.Insecure _ -> new OAuthHttpSettings.Transport.InsecurePlaintext();
            case ServerTransport.Tls tls ->
                new OAuthHttpSettings.Transport.Tls(ServerTls.http(tls));
          };
      return OAuthHttpServer.start(
          new OAuthHttpSettings(
              at(settings.listen().http()),
              transport,
              new Issuer(settings.issuer().toString()),
              new Audience(settings.trustDomain()),
              ServerTls.forCertificates(settings.listen())),
          services,
          tracing.openTelemetry().map(HttpSpans::of));
    } catch (IOException | RuntimeException e) {
      grpc.close();
      throw e;
    }
  }

  /** Where the metrics are served; empty: nowhere. */
  static Optional<MetricsServer> metrics(
      AuthServiceSettings settings,
      Telemetry telemetry,
      AuthorityServer grpc,
      OAuthHttpServer http) {
    try {
      return settings
          .listen()
          .metrics()
          .map(address -> MetricsServer.start(at(address), telemetry));
    } catch (RuntimeException e) {
      http.close();
      grpc.close();
      throw e;
    }
  }

  static InetSocketAddress at(Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }
}
