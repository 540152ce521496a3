package dev.locum.cli.rpc;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.CliException.Failure;
import dev.locum.cli.outcome.CliException.Refused;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.RpcStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** What a failed call means for the command. */
public final class RpcFailures {

  private RpcFailures() {}

  /** The failure as the user is told of it. */
  public static CliException of(StatusRuntimeException failure) {
    Optional<Refusal> refusal = Refusals.refusalOf(failure);
    if (refusal.isEmpty() && isTransport(failure.getStatus().getCode())) {
      return new CliException(
          ExitCode.UNAVAILABLE,
          "the server cannot be reached or has not answered in time",
          "Is it running? `locum doctor` looks closer.");
    }
    DenialReason reason = Refusals.reasonOf(failure).publicReason();
    ExitCode exit = exit(reason.status());
    return new CliException(
        new Failure(
            exit,
            reason.sentence() + detail(failure, refusal, reason),
            hint(reason),
            Optional.of(
                new Refused(
                    refusal.map(Refusal::getCode).orElse(reason.code()),
                    refusal.map(Refusal::getRetryable).orElse(reason.isRetryable()),
                    refusal.map(Refusal::getCorrelationId).orElse("")))));
  }

  /** Whether nobody decided: the same call may be made again. */
  public static boolean isTransient(StatusRuntimeException failure) {
    return isTransport(failure.getStatus().getCode());
  }

  private static boolean isTransport(Status.Code code) {
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  private static ExitCode exit(RpcStatus status) {
    return switch (status) {
      case UNAUTHENTICATED -> ExitCode.LOGIN_NEEDED;
      case NOT_FOUND -> ExitCode.NOT_FOUND;
      case INVALID_ARGUMENT -> ExitCode.USAGE;
      case UNAVAILABLE, INTERNAL -> ExitCode.UNAVAILABLE;
      case PERMISSION_DENIED, ALREADY_EXISTS, RESOURCE_EXHAUSTED, FAILED_PRECONDITION ->
          ExitCode.REFUSED;
    };
  }

  /** What an administrator is told beyond the sentence, or which part of a request is wrong. */
  private static String detail(
      StatusRuntimeException failure, Optional<Refusal> refusal, DenialReason reason) {
    String told = refusal.map(Refusal::getDetail).orElse("");
    String said = String.valueOf(failure.getStatus().getDescription());
    if (told.isEmpty() && reason == DenialReason.REQUEST_INVALID) {
      told = said.startsWith(reason.sentence()) ? said.substring(reason.sentence().length()) : "";
    }
    return told.isBlank() ? "" : " " + told.strip();
  }

  private static String hint(DenialReason reason) {
    if (reason == DenialReason.APPROVAL_NEEDED) {
      return "Nothing has changed yet: a second administrator says `locum approval approve ID`.";
    }
    if (reason == DenialReason.CREDENTIAL_REJECTED) {
      return "Is the workload of cli.administrator registered with this credential, and enabled?";
    }
    return exit(reason.status()) == ExitCode.LOGIN_NEEDED ? "Log in with `locum login`." : "";
  }
}
