package dev.locum.gateway.check;

import com.google.protobuf.Message;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface RequestVerdict {

  /**
   * Forward it, once each delegation has been verified.
   *
   * @param method full name of the upstream method: the called one, or the one that reports a
   *     refusal in its place
   * @param namespace the namespace that the call is about; empty for the few that have none
   * @param request what goes to Temporal, made of what was checked
   * @param delegations what has to be verified first; if one is refused, {@link #refused} is asked
   *     what to do
   * @param refused what becomes of the request when a delegation is refused
   * @param memory what the check of the response has to know; opaque to everybody else
   */
  record Forward(
      String method,
      String namespace,
      Message request,
      List<DelegationNeed> delegations,
      OnRefusal refused,
      Object memory)
      implements RequestVerdict {

    /** Copies. */
    public Forward {
      delegations = List.copyOf(delegations);
    }
  }

  /**
   * Refuse it.
   *
   * @param reason why; the caller sees its public reason
   * @param detail for audit and log; never holds a secret
   * @param unrefused for a dry run: the request as Temporal would have got it; null: as it came
   */
  record Deny(DenialReason reason, String detail, @Nullable Message unrefused)
      implements RequestVerdict {

    /** A refusal of what holds no sealed token. */
    public Deny(DenialReason reason, String detail) {
      this(reason, detail, null);
    }
  }

  /**
   * Refuse it by telling Temporal in the caller's place, where an error to the caller would leave a
   * task to be repeated for ever.
   *
   * @param reason why; for audit
   * @param detail for audit and log; never holds a secret
   * @param report what Temporal is told; without delegations
   * @param unrefused for a dry run: the request as Temporal would have got it
   */
  record Report(DenialReason reason, String detail, Forward report, Message unrefused)
      implements RequestVerdict {}

  /**
   * Answer it here: Temporal is not asked.
   *
   * @param response the answer
   */
  record Answer(Message response) implements RequestVerdict {}

  /** Says what becomes of a request whose delegation was refused. */
  @FunctionalInterface
  interface OnRefusal {

    /** Refuses the call. */
    OnRefusal DENY = (refused, reason, detail) -> new Deny(reason, detail);

    /**
     * A {@link Deny}, or a {@link Report} that tells Temporal of the refusal, so that a workflow
     * task does not repeat for ever.
     *
     * @param refused the need that was not met; one of {@link Forward#delegations}
     */
    RequestVerdict refuse(DelegationNeed refused, DenialReason reason, String detail);
  }
}
