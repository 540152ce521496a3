package dev.locum.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.output.JsonText;
import dev.locum.cli.terminal.Person;
import dev.locum.cli.terminal.Streams;
import dev.locum.cli.terminal.Terminal;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An installation on loopback with the profile {@code local}, and commands run against it. */
final class CliFixture implements AutoCloseable {

  final TestClock clock = TestClock.atNoon();
  final TestIssuer issuer = TestIssuer.at(clock);
  final FakeIssuer http;
  final FakeTrigger trigger;
  final FakeWorld world = FakeWorld.demo();
  final FakeAuthService auth;
  final List<Duration> pauses = new ArrayList<>();
  final Path home;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final StringBuilder everythingSaid = new StringBuilder();
  private Runnable onPause = () -> {};
  private Streams.Terminals terminals = Streams.Terminals.none();
  private String typed = "";

  /**
   * What a command did.
   *
   * @param exit its exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Outcome(int exit, String out, String err) {

    /** Standard output as one JSON object. */
    Map<String, @Nullable Object> json() {
      return JsonText.parseObject(out)
          .orElseThrow(() -> new AssertionError("not an object: " + out));
    }
  }

  CliFixture(Path home) {
    this.home = home;
    this.http = FakeIssuer.start(issuer, clock);
    this.trigger = FakeTrigger.start(issuer, clock);
    this.auth = FakeAuthService.start(issuer, world);
    environment.put("LOCUM_HOME", home.toString());
    writeProfile("local", http.url());
  }

  void writeProfile(String name, String issuerUrl) {
    writeProfileText(
        name,
        """
        cli:
          issuer: %s
          authService:
            target: %s
            insecure: { plaintext: true }
          trigger:
            target: %s
            insecure: { plaintext: true }
        """
            .formatted(issuerUrl, auth.address(), trigger.address()));
  }

  void writeProfileText(String name, String yaml) {

    try {
      Files.createDirectories(home.resolve(name));
      Files.writeString(home.resolve(name).resolve("locum.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path tokenFile() {
    return home.resolve("local").resolve("tokens.json");
  }

  CliFixture with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  CliFixture onTerminal() {
    terminals = new Streams.Terminals(true, true, true);
    return this;
  }

  /** What the person types when asked for a secret. */
  CliFixture typing(String secret) {
    typed = secret;
    return this;
  }

  /** Happens each time a command lets time pass, besides that the clock moves on. */
  void onPause(Runnable what) {
    onPause = what;
  }

  /** Logs Ada in. */
  void login() {
    assertThat(run("login").exit()).isZero();
  }

  Outcome run(String... args) {
    return runWith("", args);
  }

  /** Runs with this on standard input. */
  Outcome runWith(String stdin, String... args) {
    return run(LocumCommand.create(), stdin, args);
  }

  Outcome run(LocumCommand locum, String stdin, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new Streams(
                new ByteArrayInputStream(stdin.getBytes(UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                terminals),
            new Sitting(),
            environment,
            home,
            clock);
    int exit = locum.execute(terminal, args);
    everythingSaid.append(out).append(err);
    return new Outcome(exit, out.toString(), err.toString());
  }

  /** All that any command has written. */
  String everythingSaid() {
    return everythingSaid.toString();
  }

  private final class Sitting implements Person {
    @Override
    public char[] askSecret(String question) {
      return typed.toCharArray();
    }

    @Override
    public void await(Duration duration) {
      pauses.add(duration);
      clock.advance(duration);
      onPause.run();
    }
  }

  @Override
  public void close() {
    trigger.close();
    auth.close();
    http.close();
  }
}
