package dev.locum.grpcauthz.keys;

import dev.locum.token.jose.PublicKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One issuer's keys at its {@code jwks_uri}: HTTPS, or HTTP to this machine. The address is
 * configured and never taken from a token; redirects are not followed (BP-4).
 */
final class HttpKeySet implements Supplier<PublicKeys> {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

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
    CompletableFuture<HttpResponse<byte[]>> fetching =
        client.sendAsync(request, head -> new LimitedBody(MAX_BYTES));
    try {
      // The request's own timeout ends with the headers; whoever sends its body slowly must not
      // hold everybody who waits for the keys.
      HttpResponse<byte[]> answer = fetching.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("key set: status " + answer.statusCode());
      }
      return PublicKeys.parse(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (ExecutionException e) {
      throw new IllegalStateException("key set: cannot be had", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("key set: not within " + TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("key set: interrupted", e);
    } finally {
      fetching.cancel(true);
    }
  }

  /** A name that is looked up may mean another machine tomorrow: only literals and localhost. */
  private static boolean isLoopbackHttp(URI jwks) {
    String host = jwks.getHost();
    return "http".equals(jwks.getScheme()) && host != null && LOOPBACK.matcher(host).matches();
  }
}
