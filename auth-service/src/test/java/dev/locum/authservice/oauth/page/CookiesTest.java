package dev.locum.authservice.oauth.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host beside ours must not plant a cookie: its browser would be logged in as somebody else. */
class CookiesTest {

  /** RFC 6265bis §4.1.3.2: a browser takes such a name only with Secure, Path=/ and no Domain. */
  @ParameterizedTest
  @EnumSource(Cookies.Use.class)
  void set_overTls_isOfThisHostAlone_evenWhereTheIssuerHasAPath(Cookies.Use use) {
    for (String base : new String[] {"", "/locum"}) {
      assertThat(new Cookies(base, true).set(use, "value"))
          .startsWith("__Host-")
          .contains("; Path=/;")
          .contains("; Secure")
          .contains("; HttpOnly")
          .doesNotContain("Domain");
    }
  }

  @Test
  void names_ofTwoIssuersAtOneHost_areDifferent() {
    assertThat(name("")).isEqualTo("__Host-locum-external");
    assertThat(name("/a")).isNotEqualTo(name("/b")).isNotEqualTo(name(""));
  }

  @Test
  void remove_isOfTheSameName() {
    assertThat(new Cookies("/a", true).remove(Cookies.Use.EXTERNAL))
        .startsWith(name("/a") + "=;")
        .endsWith("Max-Age=0");
  }

  private static String name(String base) {
    String cookie = new Cookies(base, true).set(Cookies.Use.EXTERNAL, "value");
    return cookie.substring(0, cookie.indexOf('='));
  }
}
