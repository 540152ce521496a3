package dev.locum.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.CliException.Failure;
import dev.locum.cli.outcome.CliException.Refused;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.outcome.Redaction;
import dev.locum.cli.output.JsonText;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.rpc.RpcFailures;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says on standard error why a command failed, and answers its exit code. */
final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final CliContext context;

  FailureReport(CliContext context) {
    this.context = context;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    String help = "`" + command.getCommandSpec().qualifiedName() + " --help` shows what it takes.";
    return report(
        new Failure(ExitCode.USAGE, String.valueOf(problem.getMessage()), help, Optional.empty()));
  }

  @Override
  public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
    return report(failureOf(problem));
  }

  private static Failure failureOf(Exception problem) {
    if (problem instanceof CliException known) {
      return known.failure();
    }
    if (problem instanceof StatusRuntimeException status) {
      return RpcFailures.of(status).failure();
    }
    // The message may quote anything; the kind of the exception cannot.
    return new Failure(
        ExitCode.FAULT,
        "the command failed: " + problem.getClass().getName(),
        "Please report it with the command that you gave.",
        Optional.empty());
  }

  private int report(Failure failure) {
    PrintWriter err = context.terminal().streams().err();
    if (context.output().isJson()) {
      err.println(JsonText.compact(json -> writeJson(json, failure)));
    } else {
      boolean isColoured = context.output().isColoured();
      err.println(Style.BAD.apply("locum: ", isColoured) + shown(failure.message()));
      failure.refusal().ifPresent(refused -> err.println("  " + words(refused)));
      if (!failure.hint().isEmpty()) {
        err.println("  " + Printable.safe(failure.hint()));
      }
    }
    err.flush();
    return failure.exit().code();
  }

  private static String shown(String message) {
    return Printable.safeLines(Redaction.of(message));
  }

  private static String words(Refused refused) {
    String correlation = Printable.safe(refused.correlationId());
    return Printable.safe(refused.code())
        + (refused.isRetryable() ? ", may succeed later" : "")
        + (correlation.isEmpty() ? "" : ", correlation " + correlation);
  }

  private static void writeJson(JsonGenerator json, Failure failure) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("error");
    json.writeNumberField("exit_code", failure.exit().code());
    json.writeStringField("message", Redaction.of(failure.message()));
    if (!failure.hint().isEmpty()) {
      json.writeStringField("hint", failure.hint());
    }
    if (failure.refusal().isPresent()) {
      Refused refused = failure.refusal().get();
      json.writeStringField("code", refused.code());
      json.writeBooleanField("retryable", refused.isRetryable());
      json.writeStringField("correlation_id", refused.correlationId());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
