package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.OAuthWorld;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nobody in their right mind sends: never a 5xx, never an echo, never a hint. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileInputTest {

  @TempDir private Path directory;
  private OAuthWorld world;

  @BeforeEach
  void open() {
    world = OAuthWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void unknownPaths_areNotFoundWithoutEcho() {
    for (String path :
        List.of(
            "/",
            "/oauth/token/",
            "//oauth/token",
            "/oauth//token",
            "/oauth/./token",
            "/oauth/x/../token",
            "/oauth/token;x=1",
            "/oauth/%74oken",
            "/OAUTH/token",
            "/oauth/token%00",
            "/oauth/token.",
            "/mallory-was-here")) {
      HttpResponse<String> answer =
          world.postAs(FakeAuthority.TRIGGER, path, "grant_type", "client_credentials");
      assertThat(answer.statusCode()).as(path).isIn(400, 404);
      assertThat(answer.body()).as(path).isEmpty();
    }
  }

  @Test
  void otherMethods_areNotAllowed() {
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD")) {
      HttpResponse<String> answer =
          world.send(
              HttpRequest.newBuilder(world.uri("/oauth/token"))
                  .method(method, HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
  }

  @Test
  void otherEncodings_areInvalid_TX_1() {
    for (String type :
        List.of(
            "application/json",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded, application/json",
            "")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(world.uri("/oauth/token"))
              .header("Authorization", OAuthWorld.basic("trigger", "lk_trigger-secret"))
              .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"));
      if (!type.isEmpty()) {
        request.header("Content-Type", type);
      }
      assertError(world.send(request), 400, "invalid_request");
    }
  }

  @Test
  void compressedBodies_areInvalid() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(world.uri("/oauth/token"))
            .header("Authorization", OAuthWorld.basic("trigger", "lk_trigger-secret"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"));

    assertThat(world.send(request).statusCode()).isBetween(400, 499);
  }

  @Test
  void parametersInTheUrl_areInvalid_SB_1() {
    assertError(
        world.postAs(
            FakeAuthority.TRIGGER,
            "/oauth/token?grant_type=client_credentials",
            "grant_type",
            "client_credentials"),
        400,
        "invalid_request");
  }

  @Test
  void repeatedParameters_areInvalidEverywhere_TX_13() {
    assertError(
        world.postAs(
            FakeAuthority.TRIGGER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "grant_type",
            "client_credentials"),
        400,
        "invalid_request");
    assertError(
        world.postAs(FakeAuthority.TRIGGER, "/oauth/introspect", "token", "a", "token", "b"),
        400,
        "invalid_request");
    assertError(
        world.post(
            "/oauth/revoke", Map.of(), "client_id", CLIENT, "client_id", CLIENT, "token", "x"),
        400,
        "invalid_request");
    assertError(
        world.post(
            "/oauth/device_authorization", Map.of(), "client_id", CLIENT, "x", "1", "x", "2"),
        400,
        "invalid_request");
  }

  @Test
  void malformedBodies_areInvalidEverywhere() {
    for (String body :
        List.of(
            "grant_type=%",
            "grant_type=%4",
            "grant_type=%zz",
            "grant_type=%ff%fe",
            "grant_type=%c0%80",
            "grant_type=%00",
            "grant_type=a%1bb",
            "grant_type=\u00e4",
            "=x",
            "&&&&",
            "a=b&".repeat(1000))) {
      for (String path : OAuthWorld.FORMS) {
        HttpResponse<String> answer = world.postRaw(path, body);
        assertThat(answer.statusCode()).as(path + " " + body).isBetween(300, 499);
      }
    }
  }

  @Test
  void bodyTooLarge_isRefusedAndTheServerGoesOn() throws IOException {
    String type = "Content-Type: application/x-www-form-urlencoded";
    String post = "POST /oauth/token HTTP/1.1";
    String plain = head(post, "Host: x", type, "Content-Length: 70000");
    String chunked = head(post, "Host: x", type, "Transfer-Encoding: chunked");

    assertThat(statusOf(raw(plain + "a".repeat(70_000)))).isEqualTo(413);
    assertThat(statusOf(raw(chunked + Integer.toHexString(70_000) + "\r\n" + "a".repeat(70_000))))
        .isEqualTo(413);
    assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void brokenRequests_areRefusedWithoutEcho() throws IOException {
    List<String> requests =
        List.of(
            head("GET /oauth/jwks HTTP/1.1"),
            head("GET /mallory<script> HTTP/1.1", "Host: x"),
            head("mallory was here"),
            head("GET /" + "mallory".repeat(2000) + " HTTP/1.1", "Host: x"),
            head("GET /health/live HTTP/1.1", "Host: x", "X: " + "m".repeat(40_000)),
            head("GET /health/live HTTP/9.9", "Host: x"),
            head("POST /oauth/token HTTP/1.1", "Host: x", "Content-Length: -1"),
            head("POST /oauth/token HTTP/1.1", "Host: x", "Content-Length: 1", "Content-Length: 2"),
            head(
                "POST /oauth/token HTTP/1.1",
                "Host: x",
                "Content-Length: 4",
                "Transfer-Encoding: chunked",
                "",
                "zz"));
    for (String request : requests) {
      String answer = raw(request);
      assertThat(answer).as(request.substring(0, 11)).doesNotContain("mallory", "script");
      if (!answer.isEmpty()) {
        assertThat(statusOf(answer))
            .as(request.substring(0, 11))
            .isBetween(400, 505)
            .isNotEqualTo(500);
      }
    }
    assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void randomForms_neverMeetAFault() {
    Random random = new Random(20261123);
    List<String> names =
        List.of(
            "grant_type",
            "client_id",
            "client_assertion",
            "client_assertion_type",
            "subject_token",
            "subject_token_type",
            "actor_token",
            "actor_token_type",
            "requested_token_type",
            "audience",
            "resource",
            "scope",
            "request_details",
            "device_code",
            "refresh_token",
            "token",
            "user_code",
            "form_token",
            "decision");
    List<String> values =
        List.of(
            "",
            "x",
            CLIENT,
            "client_credentials",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "urn:ietf:params:oauth:token-type:access_token",
            "urn:ietf:params:oauth:token-type:txn_token",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "eyJhbGciOiJub25lIn0.e30.",
            "{\"route\":\"trip\"}",
            "https://",
            "\uD83D\uDE00 \t\r\n",
            "locum",
            "'; DROP TABLE user_account; --",
            "../../etc/passwd",
            "A".repeat(17_000));
    for (int i = 0; i < 300; i++) {
      List<String> form = new ArrayList<>();
      for (int pairs = random.nextInt(8); pairs > 0; pairs--) {
        form.add(names.get(random.nextInt(names.size())));
        form.add(values.get(random.nextInt(values.size())));
      }
      String path = OAuthWorld.FORMS.get(random.nextInt(OAuthWorld.FORMS.size()));
      boolean isWorkload = random.nextBoolean();
      String[] fields = form.toArray(new String[0]);
      HttpResponse<String> answer =
          isWorkload
              ? world.postAs(FakeAuthority.TRIGGER, path, fields)
              : world.post(path, Map.of(), fields);
      assertThat(answer.statusCode()).as(path + " " + form).isLessThan(500);
      assertThat(answer.body()).doesNotContain("DROP TABLE").doesNotContain("Exception");
    }
  }

  @Test
  void fault_isAnsweredWithoutAHint() {
    world.authority.fault = Optional.of(new IllegalStateException("planted secret detail"));

    HttpResponse<String> answer =
        world.postAs(FakeAuthority.TRIGGER, "/oauth/token", "grant_type", "client_credentials");

    assertError(answer, 500, "server_error");
    assertThat(answer.body()).doesNotContain("planted");
    assertThat(answer.headers().firstValue("X-Correlation-Id")).isPresent();
  }

  @Test
  void storeLost_isUnavailable() {
    world.logins.store.close();

    assertError(
        world.post("/oauth/device_authorization", Map.of(), "client_id", CLIENT),
        503,
        "temporarily_unavailable");
  }

  /** What the server says to these bytes, until it closes or falls silent. */
  private String raw(String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), world.server.address().getPort())) {
      socket.setSoTimeout(1000);
      OutputStream out = socket.getOutputStream();
      StringBuilder answer = new StringBuilder();
      try {
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
          answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        }
      } catch (IOException closed) {
        // The server may hang up in the middle of what it refuses.
      }
      return answer.toString();
    }
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static int statusOf(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 ");
    return Integer.parseInt(answer.substring(9, 12));
  }
}
