package dev.locum.gateway.check;

import com.google.protobuf.Message;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/** What becomes of an answer of Temporal's. */
public sealed interface ResponseVerdict {

  /**
   * Hand it on, once each delegation has been verified.
   *
   * @param response what the caller gets: sealed, filtered, made of what was checked
   * @param delegations what has to be verified first, for a task that it holds
   * @param withheld what to do instead when one is refused
   */
  record Deliver(Message response, List<DelegationNeed> delegations, OnRefusal withheld)
      implements ResponseVerdict {

    /** Copies. */
    public Deliver {
      delegations = List.copyOf(delegations);
    }
  }

  /**
   * Do not hand it on.
   *
   * @param reason why; for audit
   * @param detail for audit and log; never holds a secret
   * @param reports calls to Temporal that answer a task in the worker's place, so that nothing
   *     hangs
   * @param response what the caller gets instead, such as an empty poll
   */
  record Withhold(DenialReason reason, String detail, List<UpstreamCall> reports, Message response)
      implements ResponseVerdict {

    /** Copies. */
    public Withhold {
      reports = List.copyOf(reports);
    }
  }

  /**
   * A call that the gateway makes itself.
   *
   * @param method full name
   * @param request the message
   */
  record UpstreamCall(String method, Message request) {}

  /** Says what to do with a task whose delegation was refused. */
  @FunctionalInterface
  interface OnRefusal {

    /**
     * What happens instead.
     *
     * @param refused the need that was not met; one of {@link Deliver#delegations}
     */
    Withhold withhold(DelegationNeed refused, DenialReason reason, String detail);
  }
}
