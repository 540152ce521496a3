package dev.locum.cli.operator;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Table;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.ListDownstreamsRequest;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.RemoveDownstreamRequest;
import dev.locum.protocol.admin.v1.SenderConstraint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code locum downstream}. */
@Command(name = "downstream", description = "Administer the services that work calls.")
public final class DownstreamCommand extends Group {

  private static final Table<Downstream> TABLE =
      Table.of(
          List.of(
              Column.of("DOWNSTREAM", Downstream::getName),
              Column.of("INTERNAL", each -> each.getInternal() ? "yes" : "no"),
              Column.of("TOKEN LIFETIME", each -> Printable.span(each.getTokenLifetime())),
              Column.of("ACTIONS", each -> joined(each.getActionsList()))));

  private DownstreamCommand(CliContext context) {
    super(context);
  }

  /** The group with its commands. */
  public static CommandLine create(CliContext context) {
    return new CommandLine(new DownstreamCommand(context));
  }

  @Command(name = "list", description = "List downstreams.")
  int list() {
    context.output().list(downstreams(), TABLE);
    return ExitCode.OK.code();
  }

  @Command(name = "show", description = "Show a downstream.")
  int show(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    return print(find("downstream " + name, downstreams(), each -> each.getName().equals(name)));
  }

  @Command(name = "put", description = "Register a downstream, or replace it as a whole.")
  int put(
      @Parameters(paramLabel = "NAME", description = "Its name: the audience of its tokens.")
          String name,
      @Option(
              names = "--action",
              paramLabel = "ACTION",
              required = true,
              description = "An action that it performs; may be repeated.")
          List<String> actions,
      @Option(
              names = "--internal",
              description = "It is in the trust boundary: it may be sent a delegation token.")
          boolean internal,
      @Option(
              names = "--token-lifetime",
              paramLabel = "DURATION",
              description = "How long its tokens live: 1s to 60s. Default: 60s.")
          @Nullable Duration tokenLifetime,
      @Option(
              names = "--sender-constraint",
              paramLabel = "KIND",
              description =
                  "To what its tokens are bound: none, dpop (a key of the worker), mtls (its client"
                      + " certificate), any. To be said where they are bound now. Default: none.")
          @Nullable String senderConstraint) {
    SenderConstraint constraint =
        senderConstraint == null ? unlessBound(name) : constraint(senderConstraint);
    Downstream.Builder downstream =
        Downstream.newBuilder()
            .setName(name)
            .addAllActions(actions)
            .setInternal(internal)
            .setSenderConstraint(constraint);
    if (tokenLifetime != null) {
      downstream.setTokenLifetime(Printable.duration(tokenLifetime));
    }
    return print(
        context
            .administration()
            .putDownstream(PutDownstreamRequest.newBuilder().setDownstream(downstream).build())
            .getDownstream());
  }

  /** What is left out must not let bearer tokens in again. */
  private SenderConstraint unlessBound(String name) {
    downstreams().stream()
        .filter(each -> each.getName().equals(name))
        .map(Downstream::getSenderConstraint)
        .filter(present -> present.getNumber() > SenderConstraint.SENDER_CONSTRAINT_NONE_VALUE)
        .findFirst()
        .ifPresent(present -> {
          throw CliException.usage(
              "downstream "
                  + name
                  + ": its tokens are bound ("
                  + Printable.constant(present)
                  + "); say --sender-constraint, to keep that or to end it");
        });
    return SenderConstraint.SENDER_CONSTRAINT_NONE;
  }

  private static SenderConstraint constraint(String text) {
    String constant = "SENDER_CONSTRAINT_" + text.toUpperCase(Locale.ROOT);
    return Arrays.stream(SenderConstraint.values())
        .filter(each -> each.name().equals(constant) && !each.name().endsWith("_UNSPECIFIED"))
        .findFirst()
        .orElseThrow(() ->
            CliException.usage(
                "--sender-constraint: not known (expected: none, dpop, mtls or any)"));
  }

  @Command(
      name = "remove",
      description = "Remove a downstream that no route calls and no workload answers for.")
  int remove(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
    context
        .administration()
        .removeDownstream(RemoveDownstreamRequest.newBuilder().setName(name).build());
    return done("downstream " + name + ": removed");
  }

  private List<Downstream> downstreams() {
    return context
        .administration()
        .listDownstreams(ListDownstreamsRequest.getDefaultInstance())
        .getDownstreamsList();
  }

  private int print(Downstream downstream) {
    context
        .output()
        .item(
            downstream,
            fields ->
                fields
                    .add("downstream", downstream.getName())
                    .add("internal", downstream.getInternal() ? "yes" : "no")
                    .add("actions", joined(downstream.getActionsList()))
                    .add("token lifetime", Printable.span(downstream.getTokenLifetime())));
    return ExitCode.OK.code();
  }
}
