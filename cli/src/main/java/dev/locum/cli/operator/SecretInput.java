package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what does not belong among the arguments: typed, from {@code -} (standard input), or from
 * {@code file:PATH}. Whatever else is given is not repeated: it may be the secret itself.
 *
 * @param terminal the person and standard input
 */
record SecretInput(Terminal terminal) {

  private static final String FILE = "file:";
  private static final String STDIN = "-";
  private static final int MAX_BYTES = 64 * 1024;

  /** The first line of what the option names; without one, the person is asked. */
  String line(String option, @Nullable String source, String question) {
    String text = source == null ? asked(question) : read(option, source);
    int end = text.indexOf('\n');
    String line = (end < 0 ? text : text.substring(0, end)).replace("\r", "");
    if (line.isEmpty()) {
      throw CliException.usage(option + ": empty (expected: a line)");
    }
    return line;
  }

  /** All of what the option names. */
  String read(String option, String source) {
    if (!source.equals(STDIN) && !source.startsWith(FILE)) {
      throw CliException.usage(
          option
              + ": not a reference (expected: file:PATH, or - for standard input; never the value"
              + " itself)");
    }
    try (InputStream in =
        source.equals(STDIN)
            ? terminal.streams().in()
            : Files.newInputStream(Path.of(source.substring(FILE.length())))) {
      byte[] read = in.readNBytes(MAX_BYTES + 1);
      if (read.length > MAX_BYTES) {
        throw CliException.usage(option + ": too large (expected: at most 64 KiB)");
      }
      return new String(read, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.usage(option + ": " + source + " cannot be read");
    }
  }

  private String asked(String question) {
    char[] typed = terminal.person().askSecret(question);
    try {
      return new String(typed);
    } finally {
      Arrays.fill(typed, '\0');
    }
  }
}
