package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.terminal.Person;
import dev.locum.cli.terminal.Streams;
import dev.locum.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command as a whole: usage, profiles, formats, lazily built subcommands, the reference. */
@Timeout(60)
final class LocumCommandTest {

  private final CliFixture cli;

  LocumCommandTest(@TempDir Path home) {
    this.cli = new CliFixture(home);
  }

  @AfterEach
  void close() {
    cli.close();
  }

  @Test
  void help_ofTheWhole_namesEveryCommand() {
    assertThat(cli.run("--help").out())
        .contains(
            "login",
            "logout",
            "whoami",
            "work",
            "delegation",
            "audit",
            "token",
            "contract",
            "doctor",
            "completion");
    assertThat(cli.run("--help").exit()).isZero();
    assertThat(cli.run("--version").out()).startsWith("locum ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "work",
        "nothing",
        "work nothing",
        "work start",
        "work show a b",
        "--colour",
        "work list --limit x",
        "work list -o yaml",
        "work list --timeout 1",
        "--profile",
        "audit tail --limit",
        "work start trip --deadline soon",
        "contract",
        "contract report",
        "contract diff one",
      })
  void arguments_thatAreNotValid_endWithTwoAndSayWhere(String line) {
    Outcome refused =
        cli.run(Arrays.stream(line.split(" ")).filter(w -> !w.isEmpty()).toArray(String[]::new));

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("--help` shows");
  }

  @Test
  void arguments_withATokenWhereNoneBelongs_areNotRepeated() {
    String token = cli.issuer.accessToken().text();

    for (String[] args :
        List.of(
            new String[] {"whoami", token},
            new String[] {"work", "show", "a", token},
            new String[] {token},
            new String[] {"login", "--token", token},
            new String[] {"work", "list", "--limit", token})) {
      assertThat(cli.run(args).err()).contains("[redacted]").doesNotContain("eyJ");
    }
  }

  // S3-06: there is no option in which a secret could be given.
  @Test
  void options_thatTakeASecret_doNotExist() {
    List<String> suspicious =
        arguments(model()).stream()
            .filter(argument -> argument.arity().max() > 0)
            .flatMap(
                argument -> Stream.concat(Stream.of(argument.paramLabel()), optionNames(argument)))
            .filter(name ->
                name.toLowerCase(Locale.ROOT).matches(".*(password|secret|credential|bearer).*"))
            // Which kinds of credential a namespace accepts.
            .filter(name -> !name.equals("--credential"))
            .toList();

    assertThat(suspicious).isEmpty();
  }

  @Test
  void profile_amongSeveral_mustBeChosen() {
    cli.writeProfile("other", cli.http.url());

    Outcome refused = cli.run("whoami");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("local, other");
    assertThat(cli.run("--profile", "local", "whoami").exit()).isEqualTo(7);
    assertThat(cli.run("whoami", "--profile", "other").exit()).isEqualTo(7);
    assertThat(cli.with("LOCUM_PROFILE", "other").run("whoami").exit()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "../local", "/etc", "", "UPPER", ".."})
  void profile_thatIsNone_endsWithTwo(String name) {
    assertThat(cli.run("--profile", name, "whoami").exit()).isEqualTo(2);
  }

  @Test
  void profile_withAnErrorInIt_endsWithTwoAndNamesThePlace() {
    cli.writeProfileText("local", "cli:\n  issuer: https://auth.example:7421\n  colour: red\n");

    assertThat(cli.run("whoami").err()).contains("cli.colour");
  }

  @Test
  void server_thatTheProfileDoesNotName_isAUsageError() {
    cli.login();
    cli.writeProfileText("local", "cli:\n  issuer: " + cli.http.url() + "\n");

    Outcome refused = cli.run("work", "list");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("names no trigger");
  }

  @Test
  void colours_appearOnATerminalOrWhenAskedFor() {
    cli.login();
    cli.run("work", "start", "trip");

    assertThat(cli.run("work", "list").out()).doesNotContain("\u001b[");
    assertThat(cli.run("work", "list", "--color=always").out()).contains("\u001b[");
    cli.onTerminal();
    assertThat(cli.run("work", "list").out()).contains("\u001b[");
    assertThat(cli.run("work", "list", "--color=never").out()).doesNotContain("\u001b[");
    assertThat(cli.with("NO_COLOR", "1").run("work", "list").out()).doesNotContain("\u001b[");
  }

  @Test
  void completion_ofBash_knowsTheCommands() {
    assertThat(cli.run("completion").out())
        .contains("complete -F", "delegation", "--idempotency-key");
  }

  // The launcher adds its commands; a command that is not named is not even built.
  @Test
  void with_ofAnotherCommand_buildsOnlyWhatIsNamed() {
    List<String> built = new ArrayList<>();
    LocumCommand locum =
        LocumCommand.create()
            .with("up", context -> new Up(built, context))
            .with("demo", context -> new Up(built, context));

    assertThat(cli.run(locum, "", "--profile", "local", "up").exit()).isEqualTo(42);
    assertThat(built).containsExactly("built", "run");

    built.clear();
    assertThat(cli.run(locum, "", "work", "--help").exit()).isZero();
    assertThat(built).isEmpty();

    assertThat(cli.run(locum, "", "--help").out()).contains("up", "demo");
  }

  @Command(name = "up", description = "Test.")
  static final class Up implements Callable<Integer> {
    private final List<String> log;

    Up(List<String> log, CliContext context) {
      this.log = log;
      log.add(context.terminal().environment().isEmpty() ? "without environment" : "built");
    }

    @Override
    public Integer call() {
      log.add("run");
      return 42;
    }
  }

  @Test
  void fault_ofACommand_endsWithSeventyAndShowsNoInternals() {
    LocumCommand broken = LocumCommand.create().with("up", context -> new Broken());

    Outcome failed = cli.run(broken, "", "up");

    assertThat(failed.exit()).isEqualTo(ExitCode.FAULT.code());
    assertThat(failed.err())
        .contains("IllegalStateException")
        .doesNotContain("secret", "at dev.locum");
  }

  @Command(name = "up", description = "Test.")
  static final class Broken implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("secret eyJhbGciOiJ.eyJ.x");
    }
  }

  @Test
  void exitCodes_areWhatScriptsDependOn() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 70);
  }

  private static CommandLine model() {
    Person nobody =
        new Person() {
          @Override
          public char[] askSecret(String question) {
            return new char[0];
          }

          @Override
          public void await(Duration duration) {}
        };
    return LocumCommand.create()
        .model(
            new CliContext(
                new Terminal(
                    new Streams(
                        InputStream.nullInputStream(),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(new StringWriter()),
                        Streams.Terminals.none()),
                    nobody,
                    Map.of(),
                    Path.of("home"),
                    Clock.systemUTC())));
  }

  private static Stream<String> optionNames(ArgSpec argument) {
    return argument instanceof OptionSpec option ? Stream.of(option.names()) : Stream.empty();
  }

  private static List<ArgSpec> arguments(CommandLine command) {
    List<ArgSpec> all = new ArrayList<>(command.getCommandSpec().args());
    command.getSubcommands().values().forEach(sub -> all.addAll(arguments(sub)));
    return all;
  }
}
