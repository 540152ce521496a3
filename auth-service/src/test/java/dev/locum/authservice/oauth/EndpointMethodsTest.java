package dev.locum.authservice.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which methods each path takes; every other one is 405 and names those (RFC 9110 §15.5.6). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndpointMethodsTest {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

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

  @ParameterizedTest
  @CsvSource({
    "/.well-known/oauth-authorization-server, 'GET, HEAD'",
    "/.well-known/openid-configuration, 'GET, HEAD'",
    "/oauth/jwks, 'GET, HEAD'",
    "/health/live, 'GET, HEAD'",
    "/health/ready, 'GET, HEAD'",
    "/healthz, 'GET, HEAD'",
    "/readyz, 'GET, HEAD'",
    "/oauth/token, POST",
    "/oauth/device_authorization, POST",
    "/oauth/introspect, POST",
    "/oauth/revoke, POST",
    "/oauth/userinfo, 'GET, HEAD, POST'",
    "/oauth/authorize, 'GET, POST'",
    "/oauth/end_session, 'GET, POST'",
    "/login, 'GET, HEAD, POST'",
    "/logout, POST",
    "/device, 'GET, HEAD, POST'",
  })
  void path_takesItsMethodsAndNoOther(String path, String allowed) {
    for (String method : METHODS) {
      HttpResponse<String> answer = send(method, path);
      boolean isAllowed = List.of(allowed.split(", ")).contains(method);

      if (isAllowed) {
        assertThat(answer.statusCode()).as(method).isNotEqualTo(405).isLessThan(500);
        assertThat(answer.headers().firstValue("Allow")).as(method).isEmpty();
      } else {
        assertThat(answer.statusCode()).as(method).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).as(method).contains(allowed);
        assertThat(answer.body()).as(method).isEmpty();
      }
    }
  }

  @Test
  void head_isAnsweredLikeGetWithoutABody() {
    for (String path : List.of("/.well-known/openid-configuration", "/oauth/jwks", "/login")) {
      HttpResponse<String> head = send("HEAD", path);

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(send("GET", path).headers().firstValue("Content-Type"));
      assertThat(head.body()).isEmpty();
    }
  }

  // Whoever looks at a link, a mail scanner for one, must not make a code of it.
  @Test
  void head_ofAnAuthorizationRequest_makesNoCode() {
    TestClients.of(world.logins, "own").firstParty().put();
    Browser browser = new Browser(world);
    CodeFlow flow = new CodeFlow(world.client, "own");
    flow.loginAda(browser);
    String cookie = "locum-login=" + browser.cookies().get("locum-login");
    long codes = codes();

    HttpResponse<String> answer =
        world.send(HttpRequest.newBuilder(world.uri(flow.path())).header("Cookie", cookie).HEAD());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Location")).isEqualTo(Optional.empty());
    assertThat(codes()).isEqualTo(codes);
    assertThat(world.get(flow.path(), "Cookie", cookie).statusCode()).isEqualTo(303);
  }

  private long codes() {
    return world.logins.store.read(tx ->
        tx.queryOne("SELECT COUNT(*) AS codes FROM authorization_code", row -> row.number("codes"))
            .orElseThrow());
  }

  private HttpResponse<String> send(String method, String path) {
    return world.send(
        HttpRequest.newBuilder(world.uri(path))
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }
}
