package dev.locum.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shape of an event: S3-86 (issue), S3-87 (verification), S3-88 (revocation). */
final class AuditRecorderTest {

  private final List<AuditEvent> recorded = new ArrayList<>();
  private final AuditRecorder recorder = TestEvents.recorder(recorded::addAll);

  // S3-86: time, event, actor, subject, tenant, workflow, queue, token id, result, reason.
  @Test
  void record_ofAnIssue_keepsEveryFieldThatTheTrailNeeds() {
    recorder
        .draft(AuditEventType.DELEGATION_ISSUED)
        .actor("trigger")
        .subject("u-ada", "alice")
        .session("s-1")
        .execution(
            AuditExecution.ofDelegation("d-1")
                .withWorkflow("default", "TripWorkflow", "trip-1")
                .withTaskQueue("queue-alice"))
        .token("t-2")
        .parentToken("t-1")
        .audience("locum")
        .correlation("c-1")
        .allowed()
        .record();

    AuditEvent event = recorded.get(0);
    assertThat(event.time()).isEqualTo(TestEvents.NOW);
    assertThat(event.type()).isEqualTo(AuditEventType.DELEGATION_ISSUED);
    assertThat(event.parties())
        .isEqualTo(new AuditParties("worker", "trigger", "u-ada", "alice", "s-1"));
    assertThat(event.execution())
        .isEqualTo(
            new AuditExecution(
                "d-1", "default", "TripWorkflow", "trip-1", "", "queue-alice", "", ""));
    assertThat(event.tokens()).isEqualTo(new AuditTokens("t-2", "t-1", "locum"));
    assertThat(event.correlationId()).isEqualTo("c-1");
    assertThat(event.decision()).isEqualTo(AuditDecision.allowed());
  }

  // S3-87: accepts and refusals, cached ones too.
  @Test
  void record_ofACachedVerification_saysThatItWasCached() {
    recorder.draft(AuditEventType.DELEGATION_VERIFIED).allowedFromCache().record();

    assertThat(recorded.get(0).decision().cached()).isTrue();
    assertThat(recorded.get(0).decision().isAllowed()).isTrue();
  }

  @Test
  void record_ofARefusal_keepsReasonAndDetail() {
    recorder
        .draft(AuditEventType.DELEGATION_VERIFIED)
        .refused("DELEGATION_REVOKED", "epoch 4")
        .record();

    assertThat(recorded.get(0).decision())
        .isEqualTo(AuditDecision.refused("DELEGATION_REVOKED", "epoch 4"));
  }

  // S3-86: never the token.
  @Test
  void record_ofADetailWithAToken_takesTheTokenOut() {
    String token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

    recorder
        .draft(AuditEventType.TOKEN_INTROSPECTED)
        .refused("TOKEN_UNKNOWN", "got " + token + "!")
        .record();

    assertThat(recorded.get(0).decision().detail()).isEqualTo("got [token]!");
  }

  @Test
  void record_ofADetailWithLineEnds_cannotForgeALine() {
    recorder.draft(AuditEventType.LOGIN).refused("LOGIN_REJECTED", "a\n{\"v\":1}\u0000b").record();

    assertThat(recorded.get(0).decision().detail()).isEqualTo("a {\"v\":1} b");
  }

  @Test
  void record_ofAbsurdlyLongNames_cutsThem() {
    recorder
        .draft(AuditEventType.WORK_CONTROLLED)
        .execution(AuditExecution.none().withWorkflow("n", "t", "x".repeat(1_000_000)))
        .refused("WORK_NOT_FOUND", "y".repeat(10_000))
        .record();

    assertThat(recorded.get(0).execution().workflowId()).hasSize(1_024).endsWith("…");
    assertThat(recorded.get(0).decision().detail()).hasSize(500);
  }

  @Test
  void record_withoutDecision_isRefused() {
    AuditDraft draft = recorder.draft(AuditEventType.DELEGATION_ISSUED);

    assertThatThrownBy(draft::record)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("decision: absent");
    assertThat(recorded).isEmpty();
  }

  @Test
  void record_ofSeveral_handsThemOverTogether() {
    List<List<AuditEvent>> calls = new ArrayList<>();
    AuditRecorder together = TestEvents.recorder(calls::add);

    together.record(
        together.draft(AuditEventType.LOGIN).allowed(),
        together.draft(AuditEventType.ACCESS_TOKEN_ISSUED).allowed());

    assertThat(calls).hasSize(1);
    assertThat(calls.get(0))
        .extracting(AuditEvent::id)
        .doesNotHaveDuplicates()
        .isSorted()
        .hasSize(2);
  }

  // S3-89: a sink that fails is not swallowed on the way.
  @Test
  void record_whenTheSinkFails_throws() {
    AuditRecorder failing =
        TestEvents.recorder(events -> {
          throw new AuditUnavailableException("full");
        });

    assertThatThrownBy(() -> failing.draft(AuditEventType.LOGIN).allowed().record())
        .isInstanceOf(AuditUnavailableException.class);
  }
}
