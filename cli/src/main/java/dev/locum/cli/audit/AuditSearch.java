package dev.locum.cli.audit;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.context.TrailReader;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
      TrailReader reader = context.trail();
      SearchEventsResponse page =
          reader
              .calls()
              .withDeadlineAfter(context.callTime().toMillis(), TimeUnit.MILLISECONDS)
              .searchEvents(
                  request
                      .setAccessToken(reader.accessToken())
                      .setPageSize(Math.min(MAX_PAGE, limit - events.size()))
                      .setPageToken(next)
                      .build());
      events.addAll(page.getEventsList());
      next = page.getNextPageToken();
    } while (!next.isEmpty() && events.size() < limit);
    return events;
  }
}
