package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.doctor.Finding.Verdict;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.rpc.RpcFailures;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at everything that a command depends on. */
@Command(
    name = "doctor",
    description =
        "Look at this machine, the profile and the way to the servers, or at the configuration of a"
            + " process; says what to do. Exit code 8 if something is bad.")
public final class DoctorCommand implements Callable<Integer> {

  private final CliContext context;
  private final StoreLook store;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Look at this configuration of processes (authService, gateway, trigger, downstream) as"
              + " they would read it on this machine, instead of the profile. Run it as their"
              + " user.")
  private @Nullable Path configuration;

  /**
   * A command.
   *
   * @param store looks at the database of an auth service
   */
  public DoctorCommand(CliContext context, StoreLook store) {
    this.context = context;
    this.store = store;
  }

  private record Looked(Check check, Finding finding) {}

  @Override
  public Integer call() {
    List<Looked> looked = new ArrayList<>();
    MachineChecks.all().forEach(check -> lookAt(check, looked));
    Path file = configuration;
    if (file == null) {
      lookAtProfile(looked);
    } else {
      ConfigurationChecks.all(context, store, file).forEach(check -> lookAt(check, looked));
    }
    if (context.output().isJson()) {
      printJson(looked);
    }
    return looked.stream().anyMatch(one -> one.finding().verdict() == Verdict.BAD)
        ? ExitCode.CHECK_FAILED.code()
        : ExitCode.OK.code();
  }

  private void lookAtProfile(List<Looked> looked) {
    Finding profile = lookAt(FileChecks.profile(context), looked);
    if (profile.verdict() != Verdict.BAD) {
      FileChecks.all(context).forEach(check -> lookAt(check, looked));
      ServerChecks.all(context).forEach(check -> lookAt(check, looked));
    }
  }

  private Finding lookAt(Check check, List<Looked> looked) {
    Looked one = new Looked(check, look(check));
    looked.add(one);
    if (!context.output().isJson()) {
      print(one);
    }
    return one.finding();
  }

  private static Finding look(Check check) {
    try {
      return check.look().get();
    } catch (CliException e) {
      return Finding.bad(String.valueOf(e.getMessage()), e.failure().hint());
    } catch (StatusRuntimeException e) {
      CliException failure = RpcFailures.of(e);
      return Finding.bad(
          String.valueOf(failure.getMessage()), "Is the address in the profile right?");
    } catch (RuntimeException e) {
      return Finding.bad("could not be looked at: " + e.getClass().getName(), "Please report it.");
    }
  }

  private void print(Looked looked) {
    Output output = context.output();
    Finding finding = looked.finding();
    output.line(
        output.styled(style(finding.verdict()), word(finding.verdict()))
            + "  "
            + looked.check().name()
            + ": "
            + Printable.safeLines(finding.found()));
    if (!finding.advice().isEmpty()) {
      output.line("      " + Printable.safe(finding.advice()));
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case GOOD -> "good";
      case CARE -> "care";
      case BAD -> "bad ";
    };
  }

  private static Style style(Verdict verdict) {
    return switch (verdict) {
      case GOOD -> Style.GOOD;
      case CARE -> Style.CARE;
      case BAD -> Style.BAD;
    };
  }

  private void printJson(List<Looked> looked) {
    context
        .output()
        .json(json -> {
          json.writeStartArray();
          for (Looked one : looked) {
            json.writeStartObject();
            json.writeStringField("check", one.check().name());
            json.writeStringField(
                "verdict", one.finding().verdict().name().toLowerCase(Locale.ROOT));
            json.writeStringField("found", one.finding().found());
            json.writeStringField("advice", one.finding().advice());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
