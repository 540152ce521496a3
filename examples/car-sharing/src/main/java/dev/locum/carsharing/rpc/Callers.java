package dev.locum.carsharing.rpc;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.OnBehalfOf;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/** For whom the call that is being handled is made. */
final class Callers {

  private Callers() {}

  /**
   * The user whose trip the call is about. A delegation is for one workflow, and a trip is one
   * workflow: the delegation of one trip changes no other.
   *
   * @throws DenialException if nobody stands behind the call, or the trip is another than the
   *     delegation's
   */
  static OnBehalfOf ofTrip(String trip) {
    CallerContext caller = CallerContext.current();
    if (!caller.workflowId().isEmpty() && !caller.workflowId().equals(trip)) {
      throw new DenialException(DenialReason.DELEGATION_WRONG_WORKFLOW, "trip: another workflow's");
    }
    return user();
  }

  /**
   * The user who calls, or for whom it is called.
   *
   * @throws DenialException if nobody stands behind the call
   */
  static OnBehalfOf user() {
    return CallerContext.current()
        .onBehalfOf()
        .orElseThrow(
            () -> new DenialException(DenialReason.CALLER_NOT_ALLOWED, "on behalf of nobody"));
  }
}
