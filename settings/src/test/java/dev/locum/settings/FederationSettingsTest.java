package dev.locum.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.settings.value.RuleViolationException;
import dev.locum.settings.value.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settings of a provider that would let one of its tokens pass for another. */
class FederationSettingsTest {

  /** An ID token has its client as its audience: it must not be what access tokens are known by. */
  @Test
  void audienceOfAccessTokens_thatIsAClient_isRefused() {
    for (String client : List.of("locum", "app")) {
      assertThatThrownBy(() -> provider(client)).isInstanceOf(RuleViolationException.class);
    }
    assertThat(provider("locum-api").accessTokens()).isPresent();
  }

  @Test
  void clientsOfAccessTokens_none_isRefused() {
    assertThatThrownBy(() -> accepted("locum-api", List.of()))
        .isInstanceOf(RuleViolationException.class);
  }

  private static FederationSettings.Provider provider(String audience) {
    return new FederationSettings.Provider(
        "Corp",
        new FederationSettings.Site(
            "http://127.0.0.1:1/realm", List.of(), List.of(), ClientTransport.plaintext()),
        new FederationSettings.Client(
            "locum",
            new FederationSettings.ClientProof.SharedSecret(Secret.of("a-secret-of-16-b"))),
        new FederationSettings.Request(List.of(), List.of(), List.of(), Optional.empty()),
        new ProviderMapping(new ProviderMapping.TenantRule.Fixed("alice"), Optional.empty()),
        Optional.of(accepted(audience, List.of("app"))),
        false);
  }

  private static FederationSettings.AccessTokens accepted(String audience, List<String> clients) {
    return new FederationSettings.AccessTokens(
        audience, clients, FederationSettings.AccessTokenType.AT_JWT, Duration.ofHours(1));
  }
}
