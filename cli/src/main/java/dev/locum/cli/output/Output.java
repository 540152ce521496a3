package dev.locum.cli.output;

import com.google.protobuf.Message;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/** Prints results on standard output, in the format that was asked for. */
public final class Output {

  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputFormat format;
  private final boolean isColoured;
  private final boolean showsProgress;

  private Output(Terminal terminal, OutputFormat format, boolean isColoured) {
    this.out = terminal.streams().out();
    this.err = terminal.streams().err();
    this.format = format;
    this.isColoured = isColoured;
    this.showsProgress = terminal.streams().terminals().err();
  }

  /** Output as the options say. */
  public static Output of(Terminal terminal, OutputFormat format, ColourMode colours) {
    boolean isColoured =
        switch (colours) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              terminal.streams().terminals().out()
                  && terminal.variable("NO_COLOR").isEmpty()
                  && !terminal.variable("TERM").orElse("").equals("dumb");
        };
    return new Output(terminal, format, isColoured);
  }

  public boolean isJson() {
    return format == OutputFormat.JSON;
  }

  public boolean isColoured() {
    return isColoured;
  }

  /** A list: a table, or a JSON array. */
  public <M extends Message> void list(List<M> items, Table<M> table) {
    if (isJson()) {
      json(generator -> {
        generator.writeStartArray();
        for (M item : items) {
          MessageJson.write(generator, item);
        }
        generator.writeEndArray();
      });
    } else {
      rows(items, table);
    }
  }

  /** A table, whatever the format; for what has its own form as JSON. */
  public <T> void rows(List<T> items, Table<T> table) {
    table.lines(items, isColoured).forEach(out::println);
    out.flush();
  }

  /** One thing: its fields one under another, or a JSON object. */
  public void item(Message item, Consumer<Fields> fields) {
    if (isJson()) {
      json(generator -> MessageJson.write(generator, item));
    } else {
      fields(fields);
    }
  }

  /** Fields one under another. */
  public void fields(Consumer<Fields> fields) {
    Fields collected = new Fields();
    fields.accept(collected);
    collected.lines(isColoured).forEach(out::println);
    out.flush();
  }

  /** One of many that come one by one: a line, or a JSON object on one line. */
  public <M extends Message> void next(M item, Table<M> table) {
    out.println(
        isJson()
            ? JsonText.compact(generator -> MessageJson.write(generator, item))
            : table.line(item, isColoured));
    if (out.checkError()) {
      throw new CliException(ExitCode.UNAVAILABLE, "nobody reads standard output any more");
    }
  }

  /** A JSON value over several lines. */
  public void json(JsonText.Value value) {
    out.println(JsonText.pretty(value));
    out.flush();
  }

  /**
   * A line of text that is made here; what comes from elsewhere goes through {@link Printable#safe}
   * first.
   */
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /** The text in a style, if there are colours. */
  public String styled(Style style, String text) {
    return style.apply(text, isColoured);
  }

  /** A word for the person, not part of the result: on standard error, and not with JSON. */
  public void note(String text) {
    if (!isJson()) {
      err.println(text);
      err.flush();
    }
  }

  /** Shows what is waited for, on a terminal only; close it when the wait is over. */
  public Progress progress(String what) {
    return new Progress(err, showsProgress && !isJson(), what);
  }
}
