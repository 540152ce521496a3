package dev.locum.gateway.trail;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.gateway.limit.GuessLimit;
import dev.locum.grpcauthz.audit.DenialDecision;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refusals before their callers are told. Recording waits for a disk, so it is done on
 * another thread than the call's.
 *
 * <p>Whoever can connect can be refused as often as they like, and each event costs room in the
 * trail. So of callers that nobody has proven only so many refusals are recorded for each address
 * as {@link GuessLimit} lets it guess; what is beyond is told all the same, and counted.
 */
public final class RefusalTrail {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalTrail.class);

  private final AuditRecorder recorder;
  private final Executor waiting;
  private final GuessLimit strangers;

  /**
   * A trail.
   *
   * @param waiting runs what waits for the disk
   * @param strangers bounds what is recorded of callers that are not proven
   */
  public RefusalTrail(AuditRecorder recorder, Executor waiting, GuessLimit strangers) {
    this.recorder = recorder;
    this.waiting = waiting;
    this.strangers = strangers;
  }

  /**
   * What was refused to whom.
   *
   * @param type a call or a task
   * @param workload who called; empty: not proven
   * @param address where the call came from; empty: unknown
   * @param tenant whose workload it is; empty: the platform's, or not proven
   * @param method full name of the method that was called
   * @param execution what it was about, as far as it is known
   * @param rejection why
   * @param correlationId joins the events of one request
   */
  public record Refused(
      AuditEventType type,
      String workload,
      String address,
      String tenant,
      String method,
      AuditExecution execution,
      Rejection rejection,
      String correlationId) {}

  /**
   * Records a refusal, and goes on with what the caller may be told.
   *
   * @param told takes the same refusal, or that it could not be recorded; called once
   */
  public void record(Refused refused, Consumer<Rejection> told) {
    if (refused.workload().isEmpty() && !strangers.takeOne(refused.address())) {
      told.accept(refused.rejection());
      return;
    }
    waiting.execute(() -> told.accept(recorded(refused)));
  }

  private Rejection recorded(Refused refused) {
    DenialReason reason = refused.rejection().reason();
    // The auth service takes the actor from who ships the event, which is the gateway.
    String detail =
        refused.method() + " by " + refused.workload() + ": " + refused.rejection().detail();
    LOG.info(
        "refused {} to {} of {}: {} {}, correlation {}",
        refused.method(),
        refused.workload(),
        refused.tenant(),
        reason,
        refused.rejection().detail(),
        refused.correlationId());
    try {
      AuditDraft draft =
          recorder
              .draft(refused.type())
              .correlation(refused.correlationId())
              .execution(refused.execution())
              .decision(DenialDecision.of(reason, detail));
      if (!refused.tenant().isEmpty()) {
        draft.subject("", refused.tenant());
      }
      draft.record();
      return refused.rejection();
    } catch (AuditUnavailableException e) {
      return Rejection.of(DenialReason.AUDIT_UNAVAILABLE, "the spool is full or lost");
    }
  }
}
