package dev.locum.launcher.stage;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.RpcStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/**
 * What a component answered to a call: an answer or a refusal with its code.
 *
 * @param code the code of the refusal; empty when the call was answered
 * @param words the answer as a line
 */
public record Outcome(String code, String words) {

  /** Makes the call. */
  public static Outcome of(Supplier<?> call) {
    try {
      return new Outcome("", String.valueOf(call.get()).replaceAll("\\s+", " "));
    } catch (StatusRuntimeException e) {
      String code =
          Refusals.refusalOf(e)
              .map(Refusal::getCode)
              .orElseGet(() -> e.getStatus().getCode().name());
      Status status = e.getStatus();
      return new Outcome(
          code, "refused, " + status.getCode() + " " + code + ": " + status.getDescription());
    }
  }

  public boolean isRefusal(DenialReason reason) {
    return code.equals(reason.code());
  }

  /**
   * Whether it was refused for want of a right, whatever the reason; not because something was
   * down.
   */
  public boolean isDenied() {
    for (DenialReason reason : DenialReason.values()) {
      if (reason.code().equals(code)) {
        return reason.status() == RpcStatus.UNAUTHENTICATED
            || reason.status() == RpcStatus.PERMISSION_DENIED;
      }
    }
    return false;
  }
}
