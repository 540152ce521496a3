package dev.locum.token.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DP-2: two spellings of one place are one, and two places are two. */
final class TargetUriTest {

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Fleet.Example:443/a, https://fleet.example/a",
    "https://fleet, https://fleet/",
    "https://fleet/a?b=c#d, https://fleet/a",
    "https://fleet/%7euser/%2f%3A, https://fleet/~user/%2F%3A",
    "http://127.0.0.1:80/, http://127.0.0.1/",
    "http://[::1]:7461/x, http://[::1]:7461/x"
  })
  void parse_anySpelling_isTheOneForm(String spelled, String one) {
    assertThat(TargetUri.parse(spelled)).hasToString(one).isEqualTo(TargetUri.parse(one));
  }

  @ParameterizedTest
  @CsvSource({
    "https://fleet/a, https://fleet/a/",
    "https://fleet/a, https://fleet/A",
    "https://fleet/a, http://fleet/a",
    "https://fleet/a, https://fleet:444/a",
    "https://fleet/a%2Fb, https://fleet/a/b",
    "https://fleet/a, https://fleet.evil/a"
  })
  void parse_twoPlaces_areTwo(String one, String other) {
    assertThat(TargetUri.parse(one)).isNotEqualTo(TargetUri.parse(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fleet/a",
        "/a",
        "https:///a",
        "ftp://fleet/a",
        "https://user@fleet/a",
        "https://fleet/a/../b",
        "https://fleet/%2e%2E/b",
        "https://fleet/./b",
        "https://fleet/a b",
        "https://fleet/%zz",
        "https://fleet:port/a",
        "mailto:a@b"
      })
  void parse_whatTwoReadersMaySeeDifferently_hasNoForm(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TargetUri.parse(text));
  }

  @Test
  void of_originAndPath_isThePlace() {
    assertThat(new TargetUri("https://Fleet:7461", "/car.Fleet/ReserveVehicle"))
        .isEqualTo(TargetUri.parse("https://fleet:7461/car.Fleet/ReserveVehicle"));
  }
}
