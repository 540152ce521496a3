package dev.locum.authservice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be registered at all, and what a request must name. SB-1. */
class ClientFormsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example",
        "https://shop.example/cb?tenant=a",
        "https://shop.example:8443/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:7777/cb",
        "http://[::1]/cb",
        "com.example.shop:/cb",
      })
  void redirectUri_ofAnAcceptedForm_isTaken(String uri) {
    assertThat(new RedirectUri(uri).value()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/cb",
        "//shop.example/cb",
        "http://shop.example/cb",
        "http://localhost/cb",
        "http://127.0.0.1.shop.example/cb",
        "https://shop.example/cb#fragment",
        "https://user@shop.example/cb",
        "https://*.shop.example/cb",
        "https://shop.example/*",
        "https://shop.example/a/../cb",
        "https://shop.example/cb\r\nSet-Cookie: a=b",
        "https://shop.example\\@evil.example/cb",
        "https:///cb",
        "javascript:alert(1)",
        "java.script:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "shop:/cb",
        "com.example.shop://host/cb",
      })
  void redirectUri_ofAnotherForm_isRefused(String uri) {
    assertThatThrownBy(() -> new RedirectUri(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  // RFC 9700 §2.1; each of these differs from what is registered, and browsers or parsers may
  // differ.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/cb/",
        "https://shop.example/cb?",
        "https://shop.example/cb?x=1",
        "https://shop.example/CB",
        "https://shop.example/%63b",
        "https://SHOP.example/cb",
        "https://shop.example:443/cb",
        "https://shop.example/x/../cb",
        "https://shop.example.evil.example/cb",
        "https://shop.example@evil.example/cb",
        "http://shop.example/cb",
        "https://shop.example/cb#x",
        " https://shop.example/cb",
      })
  void redirectUri_thatDiffersInAnyCharacter_isAnother(String named) {
    assertThat(rules("https://shop.example/cb").redirectUri(named)).isEmpty();
    assertThat(rules("https://shop.example/cb").redirectUri("https://shop.example/cb")).isPresent();
  }

  // RFC 8252 §7.3
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1/cb, http://127.0.0.1:50123/cb, true",
    "http://[::1]/cb, http://[::1]:50123/cb, true",
    "http://127.0.0.1/cb, http://127.0.0.1:50123/other, false",
    "http://127.0.0.1/cb, http://[::1]:50123/cb, false",
    "http://127.0.0.1/cb, http://127.0.0.1:50123@evil.example/cb, false",
    "http://127.0.0.1/cb, http://127.0.0.1:/cb, false",
    "http://127.0.0.1/cb, https://127.0.0.1:50123/cb, false",
    "http://127.0.0.1/cb, http://localhost:50123/cb, false",
    "http://127.0.0.1:7777/cb, http://127.0.0.1:7778/cb, false",
    "https://shop.example/cb, https://shop.example:50123/cb, false",
  })
  void port_isFreeOnLoopbackAloneAndOnlyWithoutOneRegistered(
      String registered, String named, boolean isMeant) {
    assertThat(rules(registered).redirectUri(named).isPresent()).isEqualTo(isMeant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Shop", "1shop", "locum-cli", "locum-shop", "a b", "a/b", "a\n"})
  void clientId_ofAnotherForm_isRefused(String id) {
    assertThatThrownBy(() -> new ClientId(id)).isInstanceOf(IllegalArgumentException.class);
  }

  // What stands beside our own words on the page must not reorder or fake them.
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u202eb", "a\u2028b", "\u0000"})
  void name_thatCouldDeceive_isRefused(String name) {
    assertThatThrownBy(() ->
            new Client(
                new ClientId("shop"),
                name,
                Optional.empty(),
                new ClientMethod.None(),
                rules("https://shop.example/cb")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rules_redirectUrisWithoutTheirGrant_orTheReverse_areRefused() {
    assertThatThrownBy(() ->
            new ClientRules(
                List.of(), Set.of(UserGrant.AUTHORIZATION_CODE), Set.of(Scope.WORK), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new ClientRules(
                List.of(new RedirectUri("https://shop.example")), Set.of(), Set.of(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scope_unknownRepeatedSpaceOrCase_isNone() {
    assertThat(Scope.parse("openid work")).contains(Set.of(Scope.OPENID, Scope.WORK));
    for (String text : List.of("", " ", "openid ", "openid  work", "OPENID", "openid admin", "*")) {
      assertThat(Scope.parse(text)).as(text).isEmpty();
    }
    assertThat(Scope.print(Set.of(Scope.WORK, Scope.OPENID))).isEqualTo("openid work");
  }

  private static ClientRules rules(String redirectUri) {
    return new ClientRules(
        List.of(new RedirectUri(redirectUri)),
        Set.of(UserGrant.AUTHORIZATION_CODE),
        Set.of(Scope.OPENID),
        false);
  }
}
