package dev.locum.cli.token;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.outcome.Redaction;
import dev.locum.token.RawToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the token comes from: a file or standard input, never an argument. */
final class TokenSource {

  private static final String STDIN = "-";

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = STDIN,
      description = "File with the token. Default: standard input.")
  private String file = STDIN;

  @Option(names = "--mine", description = "The access token of the current login.")
  private boolean isMine;

  RawToken read(CliContext context) {
    if (isMine) {
      return context.accessToken();
    }
    if (Redaction.looksSecret(file)) {
      throw new CliException(
          ExitCode.USAGE,
          "a token was given as an argument; it was not used",
          "Others on this machine could see it, and it is in the shell's history: end its session"
              + " with `locum logout`. Give tokens in a file or on standard input.");
    }
    try (InputStream in =
        file.equals(STDIN)
            ? context.terminal().streams().in()
            : Files.newInputStream(Path.of(file))) {
      String text =
          new String(in.readNBytes(RawToken.MAX_LENGTH + 2), StandardCharsets.UTF_8).strip();
      return RawToken.of(text);
    } catch (IOException e) {
      throw CliException.usage("FILE: cannot be read");
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }
}
