package dev.locum.cli.token;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.JsonText;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.token.claim.ClaimNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a token says, without its signature and without verifying it. */
@Command(
    name = "inspect",
    description = "Show what a token says, without its signature. Nothing is verified.")
final class InspectTokenCommand implements Callable<Integer> {

  private final CliContext context;

  @Mixin private final TokenSource source = new TokenSource();

  InspectTokenCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    DecodedToken token = DecodedToken.of(source.read(context));
    Output output = context.output();
    if (output.isJson()) {
      output.json(json -> {
        json.writeStartObject();
        json.writeBooleanField("verified", false);
        json.writeFieldName("header");
        JsonText.write(json, token.header());
        json.writeFieldName("claims");
        JsonText.write(json, token.claims());
        json.writeEndObject();
      });
    } else {
      print(output, token);
    }
    return ExitCode.OK.code();
  }

  private void print(Output output, DecodedToken token) {
    output.line(output.styled(Style.STRONG, "header"));
    print(output, JsonText.pretty(json -> JsonText.write(json, token.header())));
    output.line(output.styled(Style.STRONG, "claims"));
    print(output, JsonText.pretty(json -> JsonText.write(json, token.claims())));
    output.fields(fields ->
        fields
            .add("issued", when(token.time(ClaimNames.ISSUED_AT)))
            .add("expires", when(token.time(ClaimNames.EXPIRES_AT)))
            .add("signature", "not shown and not verified; `locum token verify` does"));
  }

  private static void print(Output output, String json) {
    output.line(Printable.safeLines(json));
  }

  private String when(Optional<Instant> time) {
    if (time.isEmpty()) {
      return "";
    }
    Duration from = Duration.between(context.terminal().clock().instant(), time.get());
    String distance =
        from.isNegative() ? from.negated().toSeconds() + " s ago" : "in " + from.toSeconds() + " s";
    return Printable.time(time.get()) + " (" + distance + ")";
  }
}
