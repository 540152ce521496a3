package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;

/** What every refusal of an OAuth endpoint must look like (RFC 6749 §5.2). */
final class OAuthAssertions {

  private OAuthAssertions() {}

  static void assertError(HttpResponse<String> answer, int status, String error) {
    JsonNode body = json(answer);
    assertThat(body.path("error").asText()).as(answer.body()).isEqualTo(error);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(body.properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("error", "error_description");
    if (status == 401) {
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }
}
