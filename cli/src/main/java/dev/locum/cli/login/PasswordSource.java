package dev.locum.cli.login;

import dev.locum.cli.oauth.BrowserStandIn.Credentials;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gets a password from the person or from standard input, never from an argument or the
 * environment.
 */
final class PasswordSource {

  private static final int MAX_BYTES = 1_024;

  private final Terminal terminal;

  PasswordSource(Terminal terminal) {
    this.terminal = terminal;
  }

  Credentials credentials(String user, boolean isOnStdin) {
    int slash = user.indexOf('/');
    if (slash <= 0 || slash == user.length() - 1 || user.indexOf('/', slash + 1) >= 0) {
      throw CliException.usage("--user: expected TENANT/NAME, such as alice/ada");
    }
    String password = isOnStdin ? fromStdin() : fromPerson(user);
    if (password.isEmpty()) {
      throw CliException.usage(
          "password: empty (expected: typed, or on standard input with --password-stdin)");
    }
    return new Credentials(user.substring(0, slash), user.substring(slash + 1), password);
  }

  private String fromStdin() {
    try {
      byte[] read = terminal.streams().in().readNBytes(MAX_BYTES);
      String text = new String(read, StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      return (end < 0 ? text : text.substring(0, end)).replace("\r", "");
    } catch (IOException e) {
      throw CliException.usage("password: standard input cannot be read");
    }
  }

  private String fromPerson(String user) {
    char[] typed = terminal.person().askSecret("Password of " + user + ": ");
    try {
      return new String(typed);
    } finally {
      Arrays.fill(typed, '\0');
    }
  }
}
