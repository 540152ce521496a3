package dev.locum.cli.rpc;

import dev.locum.cli.terminal.Terminal;
import io.grpc.Metadata;
import java.util.regex.Pattern;

/**
 * The trace that a command was started in: {@code TRACEPARENT} of its environment, by which build
 * systems and scripts pass their span on. Anything but a W3C traceparent is left where it is.
 */
public final class TraceParent {

  private static final String VARIABLE = "TRACEPARENT";
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /** The header for calls of a command; empty if it is in no trace. */
  public static Metadata headers(Terminal terminal) {
    Metadata headers = new Metadata();
    terminal
        .variable(VARIABLE)
        .filter(value -> FORM.matcher(value).matches())
        .ifPresent(value -> headers.put(HEADER, value));
    return headers;
  }
}
