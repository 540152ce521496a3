package dev.locum.cli.platform;

import dev.locum.cli.output.MessageJson;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.protocol.admin.v1.ApplyPlatformResponse;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.PlatformChange;
import java.util.List;

/** Shows what would be done, or was. */
final class PlanView {

  private final Output output;

  PlanView(Output output) {
    this.output = output;
  }

  /** Each change as a difference of its lines, and how many there are. */
  void show(ApplyPlatformResponse plan) {
    for (PlatformChange change : plan.getChangesList()) {
      output.line(output.styled(style(change), title(change)));
      LineDiff.between(lines(change.getBefore()), lines(change.getAfter()))
          .forEach(line ->
              output.line("  " + output.styled(style(line.fate()), Printable.safe(line.shown()))));
    }
    output.line(summary(plan));
  }

  /** The same as a JSON object, with whether it was done. */
  void showJson(ApplyPlatformResponse plan, boolean isApplied) {
    output.json(json -> {
      json.writeStartObject();
      MessageJson.writeFields(json, plan);
      json.writeBooleanField("applied", isApplied);
      json.writeEndObject();
    });
  }

  static String summary(ApplyPlatformResponse plan) {
    return plan.getChangesCount() == 0
        ? "Nothing to do: the platform is as the file says."
        : count(plan, PlatformChange.Action.ACTION_CREATE)
            + " to create, "
            + count(plan, PlatformChange.Action.ACTION_REPLACE)
            + " to replace, "
            + count(plan, PlatformChange.Action.ACTION_REMOVE)
            + " to remove.";
  }

  private static long count(ApplyPlatformResponse plan, PlatformChange.Action action) {
    return plan.getChangesList().stream().filter(each -> each.getAction() == action).count();
  }

  private static List<String> lines(Platform alone) {
    return alone.equals(Platform.getDefaultInstance())
        ? List.of()
        : PlatformText.of(alone).lines().skip(1).toList();
  }

  private static String title(PlatformChange change) {
    return Printable.safe(change.getEntity())
        + switch (change.getAction()) {
          case ACTION_CREATE -> ": create";
          case ACTION_REPLACE -> ": replace";
          case ACTION_REMOVE -> ": remove";
          case ACTION_UNSPECIFIED, UNRECOGNIZED -> ": change";
        };
  }

  private static Style style(PlatformChange change) {
    return switch (change.getAction()) {
      case ACTION_CREATE -> Style.GOOD;
      case ACTION_REMOVE -> Style.BAD;
      case ACTION_REPLACE, ACTION_UNSPECIFIED, UNRECOGNIZED -> Style.CARE;
    };
  }

  private static Style style(LineDiff.Fate fate) {
    return switch (fate) {
      case STAYED -> Style.FAINT;
      case WENT -> Style.BAD;
      case CAME -> Style.GOOD;
    };
  }
}
