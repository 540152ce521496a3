package dev.locum.grpcauthz.keys;

import dev.locum.token.jose.PublicKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One issuer's keys at its {@code jwks_uri}: HTTPS, or HTTP to this machine. The address is
 * configured and never taken from a token; redirects are not followed (BP-4).
 */
final class HttpKeySet implements Supplier<PublicKeys> {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Bounds what a hostile or broken server can make us hold. */
  private static final int MAX_BYTES = 64 * 1024;

  private final HttpClient client;
  private final HttpRequest request;

  /**
   * Keys at an address.
   *
   * @throws IllegalArgumentException if it is neither HTTPS nor HTTP to a loopback address
   */
  HttpKeySet(URI jwks, HttpClient client) {
    if (!"https".equals(jwks.getScheme()) && !isLoopbackHttp(jwks)) {
      throw new IllegalArgumentException(
          "key set: " + jwks + " (expected: https, or http on loopback)");
    }
    this.client = client;
    this.request = HttpRequest.newBuilder(jwks).timeout(TIMEOUT).GET().build();
  }

  @Override
  public PublicKeys get() {
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IllegalStateException("key set: status " + answer.statusCode());
        }
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new IllegalStateException("key set: too long");
        }
        return PublicKeys.parse(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("key set: interrupted", e);
    }
  }

  private static boolean isLoopbackHttp(URI jwks) {
    if (!"http".equals(jwks.getScheme()) || jwks.getHost() == null) {
      return false;
    }
    try {
      return InetAddress.getByName(jwks.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
