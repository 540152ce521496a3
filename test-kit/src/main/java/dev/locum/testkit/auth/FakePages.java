package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/** Pages of delegations. */
final class FakePages {

  private FakePages() {}

  /** Newest first; a page token is how many older ones are left. */
  static ListDelegationsResponse page(
      List<Delegation> oldestFirst, ListDelegationsRequest request) {
    int size = request.getPageSize() == 0 ? 50 : request.getPageSize();
    int end =
        request.getPageToken().isEmpty() ? oldestFirst.size() : position(request.getPageToken());
    int start = Math.max(0, Math.min(end, oldestFirst.size()) - size);
    ListDelegationsResponse.Builder response = ListDelegationsResponse.newBuilder();
    for (int i = Math.min(end, oldestFirst.size()) - 1; i >= start; i--) {
      response.addDelegations(oldestFirst.get(i));
    }
    return start > 0
        ? response.setNextPageToken(Integer.toString(start)).build()
        : response.build();
  }

  private static int position(String pageToken) {
    if (!pageToken.matches("[0-9]{1,9}")) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "");
    }
    return Integer.parseInt(pageToken);
  }
}
