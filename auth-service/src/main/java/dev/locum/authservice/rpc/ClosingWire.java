package dev.locum.authservice.rpc;

import dev.locum.authservice.delegation.Closing;
import dev.locum.protocol.auth.v1.CloseDelegationsRequest;
import dev.locum.protocol.auth.v1.CloseDelegationsResponse;
import dev.locum.protocol.auth.v1.RefusedClose;
import java.util.List;

/** Ends of many workflows on the wire. */
final class ClosingWire {

  private ClosingWire() {}

  static List<Closing.Ended> ended(CloseDelegationsRequest request) {
    int count = request.getEndedCount();
    if (count < 1 || count > Closing.MOST) {
      throw Wire.invalid("ended: " + count + " (expected: 1 to " + Closing.MOST + ")");
    }
    return request.getEndedList().stream()
        .map(each ->
            new Closing.Ended(
                Wire.delegation(each.getDelegationId()),
                DelegationWire.name("first_execution_run_id", each.getFirstExecutionRunId()),
                each.getOutcome()))
        .toList();
  }

  static CloseDelegationsResponse toWire(List<Closing.Refused> refused) {
    CloseDelegationsResponse.Builder response = CloseDelegationsResponse.newBuilder();
    refused.forEach(each ->
        response.addRefused(
            RefusedClose.newBuilder()
                .setDelegationId(each.delegation().value())
                .setCode(each.reason().code())));
    return response.build();
  }
}
