package dev.locum.grpcauthz.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which contract a request has. */
class HttpRoutesTest {

  private static final Requirements NONE = new Requirements(Set.of(), Set.of());

  private final HttpRoutes routes =
      HttpRoutes.builder()
          .open("GET", "/*")
          .open("GET", "/")
          .internal("GET", "/admin/*", NONE)
          .gated("GET", "/admin/status", NONE)
          .internal("POST", "/v1/trips", NONE)
          .build();

  @ParameterizedTest
  @CsvSource({
    "GET,/,PUBLIC",
    "GET,/anything,PUBLIC",
    "GET,/admin/users,INTERNAL",
    "GET,/admin/users/7,INTERNAL",
    "GET,/admin/status,GATED",
    "GET,/admin/status/7,INTERNAL",
    "GET,/administrator,PUBLIC",
    "GET,/admin,PUBLIC",
    "GET,/trips/%C3%A4%20b,PUBLIC",
    "POST,/v1/trips,INTERNAL"
  })
  void of_request_longestRouteDecides(String method, String path, Posture posture) {
    assertThat(routes.of(method, path).posture()).isEqualTo(posture);
  }

  /** What is not listed is refused, whatever else is open. */
  @ParameterizedTest
  @CsvSource({
    "POST,/",
    "post,/v1/trips",
    "POST,/v1/trips/",
    "POST,/v1/Trips",
    "TRACE,/admin/status"
  })
  void of_anotherRoute_isDenied(String method, String path) {
    assertDenied(routes.of(method, path));
  }

  /** A path that somebody after us may read as another one has no contract at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "admin/users",
        "//admin/users",
        "/x//admin",
        "/x/",
        "/./admin/users",
        "/x/../admin/users",
        "/%61dmin/users",
        "/x/%2e%2e/admin/users",
        "/x%2F..%2Fadmin",
        "/x%5Cadmin",
        "/x\\admin",
        "/x;a=b/admin",
        "/x%3Ba",
        "/x%00",
        "/x%0d%0a",
        "/x%2541",
        "/x%",
        "/x%4",
        "/x%zz",
        "/x y",
        "/x?y",
        "/ä"
      })
  void of_pathWithSeveralReadings_isDenied(String path) {
    assertDenied(routes.of("GET", path));
  }

  /** The negative control: the decoded path of one of them is another route. */
  @Test
  void of_decodedPath_wouldBeAnotherRoute() {
    assertThat(routes.of("GET", "/admin/users").posture()).isEqualTo(Posture.INTERNAL);
    assertDenied(routes.of("GET", "/%61dmin/users"));
  }

  @Test
  void build_routeTwiceOrOfAnotherForm_isRefused() {
    for (HttpRoutes.Builder builder :
        new HttpRoutes.Builder[] {
          HttpRoutes.builder().open("GET", "/a").internal("GET", "/a", NONE),
          HttpRoutes.builder().open("get", "/a"),
          HttpRoutes.builder().open("GET", "a"),
          HttpRoutes.builder().open("GET", ""),
          HttpRoutes.builder().open("GET", "/a/*/b"),
          HttpRoutes.builder().open("GET", "/a/../b"),
          HttpRoutes.builder().open("GET", "/a/.."),
          HttpRoutes.builder().open("GET", "/a/./*"),
          HttpRoutes.builder().open("GET", "//*"),
          HttpRoutes.builder().open("GET", "/a%20b")
        }) {
      assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }
  }

  private static void assertDenied(MethodContract contract) {
    assertThat(contract.posture()).isEqualTo(Posture.GATED);
    assertThat(contract.policy()).isEqualTo(Policy.DENY);
    assertThat(contract.requires()).isEmpty();
  }
}
