package dev.locum.authservice.oauth;

import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks that worked on other authorization servers and are not told by another test here; which
 * test tells of which is in docs/security-properties.md.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KnownAttacksTest {

  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

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

  /**
   * CVE-2026-16093: an assertion that nobody signed satisfied a policy while a secret proved the
   * client. Whatever is beside a credential is a second one, and two are none.
   */
  @Test
  void assertionNobodySigned_besideASecret_isRefused() {
    String claims =
        "{\"iss\":\"trigger\",\"sub\":\"trigger\",\"aud\":\"" + LoginWorld.ISSUER.value() + "\"}";
    for (String assertion :
        List.of(
            part("{\"alg\":\"none\"}") + "." + part(claims) + ".",
            part("{\"alg\":\"ES256\"}") + "." + part(claims) + ".AA",
            part(claims),
            "x")) {
      assertError(asTrigger(ASSERTION_TYPE, assertion), 400, "invalid_request");
    }
    assertThat(
            world
                .postAs(FakeAuthority.TRIGGER, "/oauth/token", "grant_type", "client_credentials")
                .statusCode())
        .as("the secret alone")
        .isEqualTo(200);
  }

  /**
   * CVE-2026-4282 (group 16): where all that counts once was in one store, what one feature had
   * given out was a code of another. Each kind is no other here, and nothing is used up by trying.
   */
  @Test
  void whatCountsOnce_ofOneKind_isNoOther() {
    String refresh = world.logins.sessionOfAda().refresh().reveal();
    String device = world.logins.devices.begin(LoginWorld.CLIENT).deviceCode().reveal();

    for (String other : List.of(refresh, device)) {
      assertThat(
              token(
                      "authorization_code",
                      "code",
                      other,
                      "redirect_uri",
                      "http://127.0.0.1/callback",
                      "code_verifier",
                      "v".repeat(43))
                  .statusCode())
          .isEqualTo(400);
    }
    assertThat(token("refresh_token", "refresh_token", device).statusCode()).isEqualTo(400);
    assertThat(
            token("urn:ietf:params:oauth:grant-type:device_code", "device_code", refresh)
                .statusCode())
        .isEqualTo(400);
    assertThat(token("refresh_token", "refresh_token", refresh).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> token(String grant, String... parameters) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", grant);
    form.put("client_id", LoginWorld.CLIENT);
    for (int i = 0; i < parameters.length; i += 2) {
      form.put(parameters[i], parameters[i + 1]);
    }
    return world.client.post("/oauth/token", Map.of(), form);
  }

  /**
   * CVE-2026-79652: the grants that take an assertion for a user let consent and expiry out. There
   * are none here, whoever asks and whatever the assertion.
   */
  @Test
  void assertionInPlaceOfAUser_isNoGrantHere() {
    String user = world.logins.sessionOfAda().access().token().reveal();
    for (String grant : List.of("jwt-bearer", "saml2-bearer")) {
      for (String assertion : List.of(user, world.authority.workerAssertion())) {
        assertError(
            world.postAs(
                FakeAuthority.TRIGGER,
                "/oauth/token",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:" + grant,
                "assertion",
                assertion),
            400,
            "unsupported_grant_type");
      }
    }
  }

  /**
   * CVE-2026-9704: a subject token that could not be read was dropped, and the client got a token
   * of its own. Without a subject that counts there is no token at all.
   */
  @Test
  void subjectThatDoesNotCount_isNeverDroppedForTheClientsOwn() {
    for (String subject : List.of("", " ", "a.b.c", "null", "x".repeat(9000))) {
      HttpResponse<String> answer =
          world.postAs(
              FakeAuthority.WORKER,
              "/oauth/token",
              "grant_type",
              "urn:ietf:params:oauth:grant-type:token-exchange",
              "subject_token",
              subject,
              "subject_token_type",
              "urn:ietf:params:oauth:token-type:txn_token",
              "audience",
              "fleet",
              "scope",
              "fleet.reserve");

      assertError(answer, 400, "invalid_request");
      assertThat(answer.body()).doesNotContain("access_token\":");
    }
  }

  private HttpResponse<String> asTrigger(String type, String assertion) {
    return world.postAs(
        FakeAuthority.TRIGGER,
        "/oauth/token",
        "grant_type",
        "client_credentials",
        "client_assertion_type",
        type,
        "client_assertion",
        assertion);
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
