package dev.locum.launcher.stage;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.tree.AuditRow;
import dev.locum.audit.tree.AuditTree;
import dev.locum.grpcauthz.audit.AuditEventWire;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The audit trail of one workflow, as the auth service has it. */
public final class Trail {

  private static final int PAGE = 500;

  private final List<AuditEvent> events;

  private Trail(List<AuditEvent> events) {
    this.events = events;
  }

  /**
   * Reads it once no more events have come for a moment: other parts ship theirs a little later.
   *
   * @param awaited whether all is there that must come; on a busy machine a moment is not enough
   * @param limit after which it is read as it is
   */
  static Trail settled(
      AuditServiceBlockingStub audit, String workflowId, Predicate<Trail> awaited, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    List<AuditEvent> last = read(audit, workflowId);
    while (System.nanoTime() < deadline) {
      Thread.sleep(1200);
      List<AuditEvent> next = read(audit, workflowId);
      Trail trail = new Trail(next);
      if (next.size() == last.size() && awaited.test(trail)) {
        return trail;
      }
      last = next;
    }
    return new Trail(last);
  }

  static Trail now(AuditServiceBlockingStub audit, String workflowId) {
    return new Trail(read(audit, workflowId));
  }

  private static List<AuditEvent> read(AuditServiceBlockingStub audit, String workflowId) {
    List<AuditEvent> events = new ArrayList<>();
    String page = "";
    do {
      SearchEventsResponse found =
          audit.searchEvents(
              SearchEventsRequest.newBuilder()
                  .setWorkflowId(workflowId)
                  .setWholeTrail(true)
                  .setPageSize(PAGE)
                  .setPageToken(page)
                  .build());
      found.getEventsList().forEach(event -> events.add(AuditEventWire.fromWire(event)));
      page = found.getNextPageToken();
    } while (!page.isEmpty());
    return events;
  }

  /** The events, in the order of the trail. */
  public List<AuditEvent> events() {
    return List.copyOf(events);
  }

  /** The actions that a part allowed, in the order of the trail, each once. */
  public List<String> allowedActions(String component) {
    return events.stream()
        .filter(event -> event.parties().component().equals(component))
        .filter(event -> event.decision().outcome() == AuditDecision.Outcome.ALLOWED)
        .map(event -> event.execution().action())
        .filter(action -> !action.isEmpty())
        .distinct()
        .toList();
  }

  public boolean has(AuditEventType type, AuditDecision.Outcome outcome) {
    return events.stream()
        .anyMatch(event -> event.type() == type && event.decision().outcome() == outcome);
  }

  /** The components that took part. */
  public List<String> components() {
    return events.stream().map(event -> event.parties().component()).distinct().sorted().toList();
  }

  /** The tree, a line an event. */
  public String drawn() {
    StringBuilder lines = new StringBuilder();
    for (AuditRow row : AuditTree.of(events).rows()) {
      lines.append(row.guide()).append(words(row.node().event())).append('\n');
    }
    return lines.toString();
  }

  public int size() {
    return events.size();
  }

  private static String words(AuditEvent event) {
    StringBuilder words = new StringBuilder(event.type().name());
    words.append(" by ").append(event.parties().component());
    if (!event.parties().actor().isEmpty()) {
      words.append(" for ").append(event.parties().actor());
    }
    if (!event.execution().activityType().isEmpty()) {
      words.append(", activity ").append(event.execution().activityType());
    }
    if (!event.execution().action().isEmpty()) {
      words.append(", ").append(event.execution().action());
    }
    if (!event.tokens().audience().isEmpty()) {
      words.append(" → ").append(event.tokens().audience());
    }
    if (event.decision().outcome() != AuditDecision.Outcome.ALLOWED) {
      words
          .append(" ")
          .append(event.decision().outcome())
          .append(" ")
          .append(event.decision().reason());
    }
    return event.decision().cached() ? words + " (cached)" : words.toString();
  }

  public static AuditServiceBlockingStub stub(Stage stage) {
    return AuditServiceGrpc.newBlockingStub(stage.operator().channel())
        .withCallCredentials(stage.operator().credentials());
  }
}
