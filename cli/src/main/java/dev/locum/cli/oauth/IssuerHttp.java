package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.settings.value.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * HTTP to one issuer and nobody else. Plaintext only to this machine; redirects are not followed,
 * and an address of another origin is refused before anything is sent there.
 */
public final class IssuerHttp implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BODY = 256 * 1024;

  private final URI issuer;
  private final HttpClient client;

  /**
   * A client.
   *
   * @throws CliException {@code USAGE} if the issuer is plaintext on another machine
   */
  public IssuerHttp(URI issuer, CertificateAuthority authority) {
    this.issuer = issuer;
    boolean isTls = "https".equals(issuer.getScheme());
    if (!isTls && !isLoopback(issuer.getHost())) {
      throw CliException.usage("issuer: plaintext to another machine (expected: https)");
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    if (isTls) {
      builder.sslContext(ServerTrust.context(authority));
    }
    this.client = builder.build();
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }

  public URI issuer() {
    return issuer;
  }

  /** An address below the issuer, by its path. */
  public URI at(String path) {
    return issuer.resolve(path);
  }

  public HttpAnswer get(URI address, Map<String, String> headers) {
    HttpRequest.Builder request = request(address, headers).GET();
    return send(request.build());
  }

  /** Sends a form. */
  public HttpAnswer post(URI address, Map<String, String> form, Map<String, String> headers) {
    String body =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(address, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpRequest.Builder request(URI address, Map<String, String> headers) {
    if (!isOfIssuer(address)) {
      throw new CliException(
          ExitCode.REFUSED,
          "the auth service names an address of somebody else; nothing was sent there",
          "Check `issuer` in the profile, and who answers there.");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
    headers.forEach(request::header);
    return request;
  }

  /** Whether the address has the issuer's scheme, host and port (RFC 6454 §4). */
  private boolean isOfIssuer(URI address) {
    return issuer.getScheme().equals(address.getScheme())
        && issuer.getHost().equalsIgnoreCase(address.getHost())
        && issuer.getPort() == address.getPort();
  }

  private HttpAnswer send(HttpRequest request) {
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] read = body.readNBytes(MAX_BODY + 1);
        if (read.length > MAX_BODY) {
          throw new CliException(ExitCode.UNAVAILABLE, "the auth service answered too much");
        }
        return new HttpAnswer(
            request.uri(),
            response.statusCode(),
            response.headers().map(),
            new String(read, StandardCharsets.UTF_8));
      }
    } catch (SSLException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "no trusted connection to " + issuer + ": " + e.getMessage(),
          "Check `ca` in the profile, and the name in the server's certificate.");
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "the auth service at " + issuer + " cannot be reached",
          "Is it running? `locum doctor` looks closer.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.UNAVAILABLE, "interrupted");
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
