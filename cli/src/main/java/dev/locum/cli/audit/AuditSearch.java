package dev.locum.cli.audit;

import dev.locum.cli.context.CliContext;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads pages of events. */
final class AuditSearch {

  private static final int MAX_PAGE = 500;

  private AuditSearch() {}

  /** The events, oldest first, at most {@code limit}. */
  static List<AuditEvent> events(
      CliContext context, SearchEventsRequest.Builder request, int limit) {
    List<AuditEvent> events = new ArrayList<>();
    String next = "";
    do {
      SearchEventsResponse page =
          context
              .audit()
              .searchEvents(
                  request
                      .setAccessToken(context.accessToken().reveal())
                      .setPageSize(Math.min(MAX_PAGE, limit - events.size()))
                      .setPageToken(next)
                      .build());
      events.addAll(page.getEventsList());
      next = page.getNextPageToken();
    } while (!next.isEmpty() && events.size() < limit);
    return events;
  }
}
