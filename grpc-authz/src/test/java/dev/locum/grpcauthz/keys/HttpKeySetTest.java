package dev.locum.grpcauthz.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An issuer's keys over HTTP, from one that is slow, broken or somewhere else. */
@Timeout(60)
class HttpKeySetTest {

  private static final PublicKeys KEYS =
      PublicKeys.of(SigningKey.generate(SigningAlgorithm.ES256).verificationKey());

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void get_keySet_isParsed() {
    byte[] body = KEYS.toJwks().getBytes(StandardCharsets.UTF_8);
    HttpKeySet keys =
        serving(exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    assertThat(keys.get()).isEqualTo(KEYS);
  }

  /** Whoever waits for these keys waits for the slowest server: not longer than for one request. */
  @Test
  void get_bodyThatTricklesIn_endsInTime() {
    HttpKeySet keys =
        serving(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (over.getCount() > 0) {
              body.write(' ');
              body.flush();
              Thread.sleep(100);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long began = System.nanoTime();

    assertThatThrownBy(keys::get).isInstanceOf(IllegalStateException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void get_bodyWithoutEnd_isRefusedBeforeItIsHeld() {
    HttpKeySet keys =
        serving(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (over.getCount() > 0) {
              body.write(new byte[8192]);
            }
          }
        });

    assertThatThrownBy(keys::get).hasStackTraceContaining("too long");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 302, 404, 500})
  void get_anotherStatus_isNoKeySet(int status) {
    HttpKeySet keys =
        serving(exchange -> {
          exchange.getResponseHeaders().add("location", "/other");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });

    assertThatThrownBy(keys::get).hasMessageContaining(String.valueOf(status));
  }

  /** A name that is looked up may mean another machine by the time it is asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.example/jwks",
        "http://ip6-localhost/jwks",
        "http://127.0.0.1.example/jwks",
        "http://localhost.example/jwks",
        "http://0.0.0.0/jwks",
        "http://10.0.0.1/jwks",
        "ftp://127.0.0.1/jwks",
        "file:///jwks"
      })
  void of_plaintextToAnywhereButThisMachine_isRefused(String address) {
    URI jwks = URI.create(address);

    assertThatThrownBy(() -> new HttpKeySet(jwks, client))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/jwks",
        "http://localhost/jwks",
        "http://[::1]:1/jwks",
        "https://issuer.example/jwks"
      })
  void of_thisMachineOrHttps_isTaken(String address) {
    assertThat(new HttpKeySet(URI.create(address), client)).isNotNull();
  }

  private HttpKeySet serving(HttpHandler handler) {
    server.createContext("/jwks", handler);
    return new HttpKeySet(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks"), client);
  }
}
