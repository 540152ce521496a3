package dev.locum.worker.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.Action;
import dev.locum.worker.context.HttpCall;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S3-15 over HTTP: what is authorized is what is sent. */
final class HttpRoutesTest {

  private final HttpRoutes routes =
      new HttpRoutes(
          Map.of(
              "POST /tabs/{}/charges", new Action("billing.charge"),
              "POST /tabs/mine/charges", new Action("billing.own"),
              "GET /tabs", new Action("billing.list")));

  @ParameterizedTest
  @CsvSource({
    "POST, /tabs/7/charges, billing.charge",
    "POST, /tabs/7/charges?x=/../admin, billing.charge",
    "POST, /tabs/mine/charges, billing.own",
    "GET, /tabs, billing.list",
    "GET, /tabs?all=1, billing.list"
  })
  void actionOf_aDeclaredRoute_isItsAction(String method, String path, String action) {
    assertThat(routes.actionOf(new HttpCall(method, path, "", ""))).hasValue(new Action(action));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /tabs/7/charges",
    "POST, /tabs/7/charges/",
    "POST, /tabs/7/8/charges",
    "POST, /Tabs/7/charges",
    "POST, /tabs",
    "GET, /"
  })
  void actionOf_anythingElse_isNone(String method, String path) {
    assertThat(routes.actionOf(new HttpCall(method, path, "", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tabs",
        "//evil.example/tabs",
        "/tabs/../admin",
        "/tabs/./7",
        "/tabs/..",
        "/tabs/%2e%2e/admin",
        "/tabs%2fadmin",
        "/tabs%5Cadmin",
        "/tabs/ 7",
        "/tabs#x",
        "/tabs\\admin",
        "http://evil.example/",
        "/tabs/\r\nx: y"
      })
  void call_ofAPathThatAServerMightReadDifferently_isRefused(String path) {
    assertThatThrownBy(() -> HttpCall.get(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void routes_thatBothFitOneRequest_areRefused() {
    assertThatThrownBy(() ->
            new HttpRoutes(Map.of("GET /a/{}", new Action("a"), "GET /{}/b", new Action("b"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "GET  /a", "get /a", "GET a", "GET /a b"})
  void route_ofAnotherForm_isRefused(String route) {
    assertThatThrownBy(() -> new HttpRoutes(Map.of(route, new Action("a"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
