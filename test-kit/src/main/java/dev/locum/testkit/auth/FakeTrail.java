package dev.locum.testkit.auth;

import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AppendEventsResponse;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The audit trail of the fake: an event id that comes twice is kept once. */
final class FakeTrail {

  private final Map<String, AuditEvent> events = new ConcurrentHashMap<>();

  AppendEventsResponse append(AppendEventsRequest request) {
    request.getEventsList().forEach(event -> events.putIfAbsent(event.getEventId(), event));
    return AppendEventsResponse.newBuilder().setStored(request.getEventsCount()).build();
  }

  SearchEventsResponse search() {
    return SearchEventsResponse.newBuilder().addAllEvents(events()).build();
  }

  List<AuditEvent> events() {
    return events.values().stream()
        .sorted(
            Comparator.comparing((AuditEvent event) -> ProtoTimes.instant(event.getTime()))
                .thenComparing(AuditEvent::getEventId))
        .toList();
  }
}
