package dev.locum.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ApiVersionTest {

  private static final Path SOURCE = Path.of("../temporal-api/vendor/go.mod");

  /** What callers are told is what was compiled. */
  @Test
  void knownVersion_isThatOfTheDefinitions() throws IOException {
    assertThat(Files.readAllLines(SOURCE))
        .anyMatch(line -> line.endsWith("go.temporal.io/api v" + ApiVersion.KNOWN));
  }
}
