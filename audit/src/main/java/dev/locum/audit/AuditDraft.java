package dev.locum.audit;

import org.jspecify.annotations.Nullable;

/**
 * An event in the making; see {@link AuditRecorder#draft}. What is not stated stays empty, except
 * the decision: an event without one is refused. Not thread-safe; each event is made once.
 */
public final class AuditDraft {

  private final AuditRecorder recorder;
  private final AuditEventType type;
  private AuditParties parties;
  private AuditExecution execution = AuditExecution.none();
  private AuditTokens tokens = AuditTokens.none();
  private String correlationId = "";
  private @Nullable AuditDecision decision;

  AuditDraft(AuditRecorder recorder, AuditEventType type, AuditParties parties) {
    this.recorder = recorder;
    this.type = type;
    this.parties = parties;
  }

  public AuditDraft allowed() {
    return decision(AuditDecision.allowed());
  }

  public AuditDraft allowedFromCache() {
    return decision(AuditDecision.allowedFromCache());
  }

  /** Refused; {@code detail} is for the trail only and holds no secret. */
  public AuditDraft refused(String reason, String detail) {
    return decision(AuditDecision.refused(reason, detail));
  }

  /** Could not be decided, and so refused. */
  public AuditDraft undecided(String reason, String detail) {
    return decision(AuditDecision.undecided(reason, detail));
  }

  public AuditDraft decision(AuditDecision decision) {
    this.decision = decision;
    return this;
  }

  /** The workload that acted, if it is another than the recorder's own. */
  public AuditDraft actor(String actor) {
    parties = parties.byActor(actor);
    return this;
  }

  /** The user for whom, and the tenant whose matter it is. */
  public AuditDraft subject(String subject, String tenant) {
    parties = parties.forSubject(subject, tenant);
    return this;
  }

  public AuditDraft session(String session) {
    parties = parties.inSession(session);
    return this;
  }

  public AuditDraft execution(AuditExecution execution) {
    this.execution = execution;
    return this;
  }

  public AuditDraft delegation(String delegationId) {
    execution = execution.withDelegation(delegationId);
    return this;
  }

  public AuditDraft action(String action) {
    execution = execution.withAction(action);
    return this;
  }

  public AuditDraft tokens(AuditTokens tokens) {
    this.tokens = tokens;
    return this;
  }

  /** The id of the token issued or verified. */
  public AuditDraft token(String tokenId) {
    return tokens(new AuditTokens(tokenId, tokens.parentTokenId(), tokens.audience()));
  }

  /** The id of the token from which it derives. */
  public AuditDraft parentToken(String parentTokenId) {
    return tokens(tokens.derivedFrom(parentTokenId));
  }

  public AuditDraft audience(String audience) {
    return tokens(tokens.forAudience(audience));
  }

  public AuditDraft correlation(String correlationId) {
    this.correlationId = correlationId;
    return this;
  }

  /**
   * The event, stamped now.
   *
   * @throws IllegalStateException if no decision was stated
   */
  public AuditEvent event() {
    AuditDecision decided = decision;
    if (decided == null) {
      throw new IllegalStateException("decision: absent (expected: allowed, refused or undecided)");
    }
    return new AuditEvent(
        recorder.nextId(),
        recorder.clock().instant(),
        type,
        decided,
        parties,
        execution,
        tokens,
        correlationId);
  }

  /**
   * Makes the event and records it.
   *
   * @throws AuditUnavailableException if it could not be kept; what it tells of must not take
   *     effect
   */
  public void record() {
    recorder.record(this);
  }
}
