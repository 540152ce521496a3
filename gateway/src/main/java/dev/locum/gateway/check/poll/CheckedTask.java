package dev.locum.gateway.check.poll;

import com.google.protobuf.Message;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;

/**
 * A task that Temporal handed out, and what becomes of it.
 *
 * @param <T> the message that holds it
 * @param sealed what the worker gets if nothing is refused
 * @param empty what it gets otherwise
 * @param delegations what has to be verified first
 * @param reports how Temporal is told of a refusal
 * @param refusal why the task is withheld without asking; empty: it is not
 */
public record CheckedTask<T extends Message>(
    T sealed,
    T empty,
    List<DelegationNeed> delegations,
    ResponseVerdict.OnRefusal reports,
    Optional<Refusal> refusal) {

  /**
   * Why a task is withheld.
   *
   * @param reason the reason
   * @param detail for audit
   * @param reports calls that answer it
   */
  public record Refusal(
      DenialReason reason, String detail, List<ResponseVerdict.UpstreamCall> reports) {}

  /** As the answer to a poll. */
  public ResponseVerdict asPoll() {
    return refusal
        .<ResponseVerdict>map(
            why -> new ResponseVerdict.Withhold(why.reason(), why.detail(), why.reports(), empty))
        .orElseGet(() -> new ResponseVerdict.Deliver(sealed, delegations, reports));
  }
}
