package dev.locum.launcher.administration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.cli.LocumCommand;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.cli.terminal.Person;
import dev.locum.cli.terminal.Streams;
import dev.locum.cli.terminal.Terminal;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** A fresh auth service with its first operator, and commands run as that operator. */
final class AdministeredService implements AutoCloseable {

  private static final String ISSUER = "http://127.0.0.1:7421";

  final Path directory;
  private final AuthServiceProcess process;
  private final StringBuilder everythingSaid = new StringBuilder();
  private final StringBuilder everyArgument = new StringBuilder();

  /**
   * What a command did.
   *
   * @param exit its exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Outcome(int exit, String out, String err) {}

  private AdministeredService(Path directory, String engine, String more) throws IOException {
    this.directory = directory;
    OwnerOnly.write(
        directory.resolve("key-encryption-key"),
        Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    String yaml =
        """
        authService:
          listen:
            grpc: 127.0.0.1:0
            http: 127.0.0.1:0
            insecure: {plaintext: true}
          issuer: %s
          keys:
            encryptionKey: file:key-encryption-key
          store:
            %s
          bootstrap:
            operatorKeyFile: operator.jwk
        %s\
        """
            .formatted(ISSUER, engine, more);
    process =
        AuthServiceProcess.start(
            new SettingsLoader(Map.of()).parse(yaml, directory, AuthServiceSettings.class),
            Clock.systemUTC());
    writeProfile("local", administrator("operator", "file:../../operator.jwk"));
  }

  /** A fresh one over SQLite. */
  static AdministeredService open(Path directory) {
    return open(directory, "sqlite: locum.db", "");
  }

  /**
   * A fresh one.
   *
   * @param engine the store
   * @param more further settings of it, as lines
   */
  static AdministeredService open(Path directory, String engine, String more) {
    try {
      return new AdministeredService(directory, engine, more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The setting by which a profile names who administers. */
  static String administrator(String id, String key) {
    return "administrator: {id: %s, privateKey: %s}".formatted(id, key);
  }

  /** Writes a profile; {@code administrator} may be empty. */
  void writeProfile(String name, String administrator) {
    try {
      Path profile = directory.resolve("home").resolve(name);
      OwnerOnly.makeDirectory(profile);
      OwnerOnly.write(
          profile.resolve("locum.yaml"),
          """
          cli:
            issuer: %s
            authService:
              target: 127.0.0.1:%d
              insecure: {plaintext: true}
            %s
          """
              .formatted(ISSUER, process.grpcPort(), administrator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome run(String... args) {
    return runWith("", args);
  }

  /** Runs with this on standard input. */
  Outcome runWith(String stdin, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new Streams(
                new ByteArrayInputStream(stdin.getBytes(UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                Streams.Terminals.none()),
            new Nobody(),
            Map.of("LOCUM_HOME", directory.resolve("home").toString(), "LOCUM_PROFILE", "local"),
            directory,
            Clock.systemUTC());
    int exit = LocumCommand.create().execute(terminal, args);
    everythingSaid.append(out).append(err);
    everyArgument.append(String.join(" ", args)).append('\n');
    return new Outcome(exit, out.toString(), err.toString());
  }

  /** Runs a command that must succeed; answers what it wrote to standard output. */
  String succeed(String... args) {
    Outcome outcome = run(args);
    if (outcome.exit() != 0) {
      throw new AssertionError(String.join(" ", args) + ": " + outcome);
    }
    return outcome.out();
  }

  /** Writes a file of the test's own. */
  Path write(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.writeString(file, text);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that any command has written, and all that was given to one as an argument. */
  String everythingVisible() {
    return everythingSaid + "\n" + everyArgument;
  }

  int grpcPort() {
    return process.grpcPort();
  }

  @Override
  public void close() {
    process.close();
  }

  /** Nobody sits at the terminal. */
  private static final class Nobody implements Person {

    @Override
    public char[] askSecret(String question) {
      return new char[0];
    }

    @Override
    public void await(Duration duration) {
      throw new AssertionError("nothing waits");
    }
  }
}
