package dev.locum.authservice.diagnosis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The schema that this program makes, by the names of its migrations. */
final class OwnSchema {

  private static final Path MIGRATIONS =
      Path.of("src/main/resources/dev/locum/authservice/store/migration");
  private static final Pattern NAME = Pattern.compile("V(\\d+)__.*\\.sql");

  /** Its version: the highest there is. */
  static final int VERSION = highest();

  private OwnSchema() {}

  private static int highest() {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .flatMap(file -> NAME.matcher(file.getFileName().toString()).results())
          .map((MatchResult name) -> Integer.valueOf(name.group(1)))
          .max(Integer::compare)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
