package dev.locum.launcher.demo;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trail;
import java.util.List;

/**
 * Scene 5: the audit trail of the first trip, from the login to the last downstream call, as a
 * tree.
 */
final class AuditedTrip {

  private static final List<AuditEventType> EXPECTED =
      List.of(
          AuditEventType.LOGIN,
          AuditEventType.ACCESS_TOKEN_ISSUED,
          AuditEventType.WORK_REQUESTED,
          AuditEventType.DELEGATION_ISSUED,
          AuditEventType.WORK_STARTED,
          AuditEventType.DELEGATION_VERIFIED,
          AuditEventType.DELEGATION_EXCHANGED,
          AuditEventType.DOWNSTREAM_CALLED,
          AuditEventType.DELEGATION_CLOSED);

  private static final List<String> COMPONENTS =
      List.of("auth-service", "trigger", "worker", "downstream");

  private final Stage stage;
  private final Narrator narrator;

  AuditedTrip(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
  }

  void play(String workflowId) throws InterruptedException {
    Trail trail =
        stage.trail(
            workflowId,
            so ->
                so.components().containsAll(COMPONENTS)
                    && EXPECTED.stream()
                        .allMatch(type -> so.has(type, AuditDecision.Outcome.ALLOWED)));
    narrator.verbatim(trail.drawn());
    for (AuditEventType type : EXPECTED) {
      boolean isThere = trail.has(type, AuditDecision.Outcome.ALLOWED);
      if (!isThere) {
        narrator.verdict("auth-service", false, "the trail has no " + type);
      }
    }
    narrator.verdict(
        "auth-service",
        trail.components().containsAll(COMPONENTS),
        trail.size() + " events by " + String.join(", ", trail.components()));
  }
}
