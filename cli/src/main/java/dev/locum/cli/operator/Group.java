package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of one noun; each is a method. */
@Command
abstract class Group implements Runnable {

  final CliContext context;

  @Spec private @Nullable CommandSpec spec;

  Group(CliContext context) {
    this.context = context;
  }

  @Override
  public final void run() {
    CommandSpec known = spec;
    if (known != null) {
      throw new ParameterException(known.commandLine(), "a command is missing");
    }
  }

  /** Disables or enables, and says whether that was a change. */
  final int setDisabled(String what, SetDisabledRequest.Builder entity, boolean disabled) {
    boolean isChanged =
        context.administration().setDisabled(entity.setDisabled(disabled).build()).getChanged();
    String state = disabled ? "disabled" : "enabled";
    return done(isChanged ? what + ": " + state : what + ": was " + state + " already");
  }

  /** Says what was done, to a person. */
  final int done(String text) {
    context.output().note(Printable.safe(text));
    return ExitCode.OK.code();
  }

  /**
   * The one of a list.
   *
   * @throws CliException {@code NOT_FOUND} if it is not among them
   */
  static <T> T find(String what, List<T> all, Predicate<T> condition) {
    return all.stream()
        .filter(condition)
        .findFirst()
        .orElseThrow(() -> new CliException(ExitCode.NOT_FOUND, "there is no " + what));
  }

  /** Whether somebody or something may act. */
  static <T> Column<T> state(Predicate<T> isDisabled) {
    return Column.<T>of("STATE", each -> state(isDisabled.test(each)))
        .styled(each -> isDisabled.test(each) ? Style.BAD : Style.GOOD);
  }

  static String state(boolean disabled) {
    return disabled ? "disabled" : "enabled";
  }

  static String joined(List<String> names) {
    return String.join(", ", names);
  }
}
