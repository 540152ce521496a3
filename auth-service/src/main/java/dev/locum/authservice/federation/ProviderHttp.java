package dev.locum.authservice.federation;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Requests to a provider: bounded in size and time, from the first byte to the last; no redirect is
 * followed. Thread-safe.
 */
final class ProviderHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 64 * 1024;

  private final HttpClient client;

  /**
   * Requests.
   *
   * @throws IllegalArgumentException if the client follows redirects
   */
  ProviderHttp(HttpClient client) {
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("HTTP client: follows redirects (expected: never)");
    }
    this.client = client;
  }

  /** An answer of the provider; it may hold secrets. */
  record Reply(int status, String body, Optional<String> retryAfter) {

    @Override
    public String toString() {
      return "Reply[" + status + "]";
    }
  }

  /**
   * Gets a document.
   *
   * @throws DenialException {@code PROVIDER_UNAVAILABLE} if there is no answer in time
   */
  Reply get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  /**
   * Posts a form.
   *
   * @throws DenialException {@code PROVIDER_UNAVAILABLE} if there is no answer in time
   */
  Reply post(URI uri, Map<String, String> form, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form)));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return send(request);
  }

  private Reply send(HttpRequest.Builder request) {
    // The request's own timeout ends with the headers; the body must not take longer either.
    CompletableFuture<HttpResponse<String>> sending =
        client.sendAsync(
            request.timeout(TIMEOUT).header("Accept", "application/json").build(),
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
    try {
      HttpResponse<String> answer = sending.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(
          answer.statusCode(), answer.body(), answer.headers().firstValue("Retry-After"));
    } catch (ExecutionException e) {
      throw unavailable("no answer: " + String.valueOf(e.getCause()).replaceAll("[:(].*", ""));
    } catch (TimeoutException e) {
      throw unavailable("no answer within " + TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    } finally {
      sending.cancel(true);
    }
  }

  static DenialException unavailable(String detail) {
    return new DenialException(DenialReason.PROVIDER_UNAVAILABLE, detail);
  }

  static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
