package dev.locum.cli.bootstrap;

import dev.locum.cli.terminal.Person;
import dev.locum.cli.terminal.Streams;
import dev.locum.cli.terminal.Terminal;
import java.io.BufferedWriter;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** The terminal of this process. */
public final class ProcessTerminal {

  private ProcessTerminal() {}

  /** The terminal as the process was started in it. */
  public static Terminal open() {
    return new Terminal(
        new Streams(
            System.in,
            writer(FileDescriptor.out),
            writer(FileDescriptor.err),
            new Streams.Terminals(isTerminal(0), isTerminal(1), isTerminal(2))),
        new Sitting(),
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        Clock.systemUTC());
  }

  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8)));
  }

  /**
   * Whether a file descriptor is a terminal. Java knows it of input and output together only; where
   * the system shows what a descriptor is, that is looked at.
   */
  private static boolean isTerminal(int descriptor) {
    Path shown = Path.of("/proc/self/fd", String.valueOf(descriptor));
    try {
      if (Files.exists(shown)) {
        String target = Files.readSymbolicLink(shown).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      }
    } catch (IOException e) {
      return false;
    }
    return Objects.requireNonNull(System.console()).isTerminal();
  }

  private static final class Sitting implements Person {

    @Override
    public char[] askSecret(String question) {
      Console console = Objects.requireNonNull(System.console());
      char[] typed = console.isTerminal() ? console.readPassword("%s", question) : null;
      return typed == null ? new char[0] : typed;
    }

    @Override
    public void await(Duration duration) throws InterruptedException {
      Thread.sleep(duration);
    }
  }
}
