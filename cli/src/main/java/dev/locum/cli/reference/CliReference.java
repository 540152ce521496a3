package dev.locum.cli.reference;

import dev.locum.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the reference of a command as Markdown. */
public final class CliReference {

  private CliReference() {}

  /** The whole page. */
  public static String write(CommandLine root) {
    StringBuilder page = new StringBuilder(introduction());
    page.append("## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (ExitCode exit : ExitCode.values()) {
      page.append("| ").append(exit.code()).append(" | ").append(exit.meaning()).append(" |\n");
    }
    page.append("\nInterrupted commands exit with 130.\n\n## Options of every command\n\n");
    options(page, root.getCommandSpec().options());
    root.getSubcommands().values().forEach(command -> command(page, command, 2));
    return page.toString();
  }

  private static String introduction() {
    try (InputStream text = CliReference.class.getResourceAsStream("introduction.md")) {
      if (text == null) {
        throw new IllegalStateException("introduction.md is not in the jar");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void command(StringBuilder page, CommandLine command, int level) {
    CommandSpec spec = command.getCommandSpec();
    page.append('\n').append("#".repeat(level)).append(" `").append(spec.qualifiedName());
    positionals(spec).forEach(argument -> page.append(' ').append(usage(argument)));
    page.append("`\n\n");
    page.append(description(spec.usageMessage().description())).append('\n');
    List<OptionSpec> own =
        spec.options().stream()
            .filter(option -> !isShared(spec, option) && !option.hidden())
            .toList();
    List<PositionalParamSpec> arguments = positionals(spec);
    if (!own.isEmpty() || !arguments.isEmpty()) {
      page.append('\n');
      options(page, arguments, own);
    }
    Set<CommandLine> subcommands = new LinkedHashSet<>(command.getSubcommands().values());
    subcommands.forEach(subcommand -> command(page, subcommand, level + 1));
  }

  /** Whether every command has it. */
  private static boolean isShared(CommandSpec spec, OptionSpec option) {
    return spec.root().findOption(option.longestName()) != null;
  }

  private static List<PositionalParamSpec> positionals(CommandSpec spec) {
    return spec.positionalParameters();
  }

  private static String usage(PositionalParamSpec argument) {
    return argument.arity().min() == 0 ? "[" + argument.paramLabel() + "]" : argument.paramLabel();
  }

  private static void options(StringBuilder page, List<OptionSpec> options) {
    options(page, List.of(), options);
  }

  private static void options(
      StringBuilder page, List<PositionalParamSpec> arguments, List<OptionSpec> options) {
    page.append("| option | meaning |\n|---|---|\n");
    arguments.forEach(argument -> row(page, usage(argument), argument));
    options.forEach(option -> row(page, names(option), option));
  }

  private static void row(StringBuilder page, String name, ArgSpec argument) {
    page.append("| `")
        .append(name)
        .append("` | ")
        .append(described(argument).replace("|", "\\|"))
        .append(" |\n");
  }

  private static String names(OptionSpec option) {
    String names = String.join("`, `", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static String described(ArgSpec argument) {
    String standing = String.valueOf(argument.defaultValue());
    return description(argument.description()).replace("${DEFAULT-VALUE}", standing);
  }

  private static String description(String... lines) {
    return Arrays.stream(lines).collect(Collectors.joining(" "));
  }
}
