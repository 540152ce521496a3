package dev.locum.cli.token;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.cli.profile.StoredTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a token with which the user calls one service into a file of mode 0600. */
@Command(
    name = "fetch",
    description = {
      "Get a token with which you call one service yourself, such as the example's `trip`, and"
          + " write it into a file that only you can read.",
      "It opens that service alone, and lives a minute at most. The installation must allow it:"
          + " `authService.userAudiences`."
    })
final class FetchTokenCommand implements Callable<Integer> {

  private static final Pattern SERVICE = Pattern.compile("(?!locum-)[a-z][a-z0-9-]{0,62}");

  private final CliContext context;

  @Parameters(paramLabel = "SERVICE", description = "The service, by the audience of its tokens.")
  private String service = "";

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the token. A file that is there is replaced.")
  private Path file = Path.of("");

  FetchTokenCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (!SERVICE.matcher(service).matches()) {
      throw CliException.usage("SERVICE: another form (expected: the name of a service)");
    }
    StoredTokens tokens = context.session().tokensFor(service);
    try {
      OwnerOnly.write(file.toAbsolutePath(), tokens.accessToken().reveal() + "\n");
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, file + " cannot be written");
    }
    Output output = context.output();
    if (tokens.proofKey().isPresent()) {
      output.note("it is bound to the key of this profile: the service wants a proof beside it");
    }
    if (output.isJson()) {
      output.json(json -> {
        json.writeStartObject();
        json.writeStringField("service", service);
        json.writeStringField("file", file.toString());
        json.writeStringField("expiresAt", tokens.expiresAt().toString());
        json.writeEndObject();
      });
    } else {
      output.fields(fields ->
          fields
              .add("service", service)
              .add("file", file.toString())
              .add("expires", Printable.time(tokens.expiresAt())));
    }
    return ExitCode.OK.code();
  }
}
