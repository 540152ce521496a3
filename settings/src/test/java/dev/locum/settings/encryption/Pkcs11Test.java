package dev.locum.settings.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.settings.SettingsException;
import java.io.Serial;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a token's key; a real token is asked in the auth service's tests. */
final class Pkcs11Test {

  @Test
  void keyOf256Bits_isTaken() {
    Handle key = new Handle("SunPKCS11-locum-1 AES secret key, 32 bits token object, sensitive");

    assertThat(Pkcs11.usable(key, "kek")).isSameAs(key);
  }

  /** Absence denies; the JDK says -1 where it does not know. */
  @ParameterizedTest
  @ValueSource(strings = {"", "SunPKCS11-locum-1 AES secret key, -1 bits token object", "32 bits"})
  void keyOfUntoldLength_isRefused(String shown) {
    assertThatThrownBy(() -> Pkcs11.usable(new Handle(shown), "kek"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("encryptionToken: the length of kek cannot be told");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 24, 128, 192, 512})
  void keyOfAnotherLength_isRefused(int length) {
    assertThatThrownBy(
            () -> Pkcs11.usable(new Handle("AES secret key, " + length + " bits token"), "kek"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("kek is another kind of key");
  }

  /** What the JDK makes of a key that stays in its token. */
  private static final class Handle implements SecretKey {

    @Serial private static final long serialVersionUID = 1L;

    private final String shown;

    Handle(String shown) {
      this.shown = shown;
    }

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }

    @Override
    public String toString() {
      return shown;
    }
  }
}
