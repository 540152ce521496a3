package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which cryptography is used, and that less of it is not an error. */
final class CryptoProvidersTest {

  @Test
  void choose_withNativeProviderThatLoads_usesItForEveryAlgorithm() {
    CryptoProviders chosen = CryptoProviders.choose();
    assertThat(chosen.report()).hasSize(3);
  }
}
