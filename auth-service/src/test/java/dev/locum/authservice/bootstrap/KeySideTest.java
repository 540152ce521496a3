package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting with keys that do not fit what is stored. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeySideTest {

  @Test
  void anotherKeyEncryptionKeyThanTheStores_stopsTheStart_andSaysWhatIsExpected(
      @TempDir Path first, @TempDir Path second) throws Exception {
    try (ProcessWorld world = ProcessWorld.open(first)) {
      world.beside.clock.instant();
    }
    String other = ProcessWorld.yaml(0, 0, "sqlite: " + first.resolve("locum.db"));
    Path key = second.resolve("key-encryption-key");
    Files.writeString(key, "11".repeat(32));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() ->
            AuthServiceProcess.start(
                new SettingsLoader(Map.of()).parse(other, second, AuthServiceSettings.class),
                Clock.systemUTC()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("authService.keys: the signing keys in the store were sealed under")
        .message()
        .doesNotContain("1111");
  }
}
