package dev.locum.token.denial;

/**
 * Why something was refused. A reason has two audiences: the audit trail gets the reason itself,
 * the caller gets {@link #publicReason()}, so that all that is wrong with a token looks alike from
 * outside. Codes are stable: they are never renamed and never reused. Each public one has a page in
 * {@code docs/denials/}.
 */
public enum DenialReason {
  // Public: what a caller may see.
  NO_CREDENTIAL(RpcStatus.UNAUTHENTICATED, "A credential is needed."),
  TOKEN_REJECTED(RpcStatus.UNAUTHENTICATED, "The token was not accepted."),
  CREDENTIAL_REJECTED(RpcStatus.UNAUTHENTICATED, "The workload credential was not accepted."),
  LOGIN_REJECTED(RpcStatus.UNAUTHENTICATED, "The login was not accepted."),
  LOGIN_RATE_LIMITED(
      RpcStatus.RESOURCE_EXHAUSTED, "Too many login attempts; try again later.", true),
  PROOF_NEEDED(RpcStatus.UNAUTHENTICATED, "A proof of possession is needed."),
  PROOF_REJECTED(RpcStatus.UNAUTHENTICATED, "The proof of possession was not accepted."),
  PROOF_NONCE_NEEDED(
      RpcStatus.UNAUTHENTICATED, "A proof of possession with the nonce of this answer is needed."),
  FORWARDED_HEADER_REFUSED(RpcStatus.UNAUTHENTICATED, "The forwarded identity was not accepted."),
  DELEGATION_REJECTED(RpcStatus.PERMISSION_DENIED, "The delegation does not allow this."),
  DELEGATION_NOT_HERE(
      RpcStatus.PERMISSION_DENIED,
      "The delegation does not allow this here; another worker may.",
      true),
  ACTION_NOT_ALLOWED(RpcStatus.PERMISSION_DENIED, "The action is not allowed."),
  CALLER_NOT_ALLOWED(RpcStatus.PERMISSION_DENIED, "The caller may not do this."),
  METHOD_NOT_ALLOWED(RpcStatus.PERMISSION_DENIED, "The method is not allowed."),
  WATCHERS_EXHAUSTED(RpcStatus.RESOURCE_EXHAUSTED, "Too many streams; try again later.", true),
  TENANT_LIMIT_REACHED(
      RpcStatus.RESOURCE_EXHAUSTED, "A limit of the tenant is reached; try again later.", true),
  ROUTE_NOT_FOUND(RpcStatus.NOT_FOUND, "There is no such route."),
  WORK_NOT_FOUND(RpcStatus.NOT_FOUND, "There is no such work."),
  ENTITY_NOT_FOUND(RpcStatus.NOT_FOUND, "There is no such entity."),
  REQUEST_INVALID(RpcStatus.INVALID_ARGUMENT, "The request is not valid."),
  LIMIT_EXCEEDED(RpcStatus.FAILED_PRECONDITION, "A limit of the route was exceeded."),
  STATE_CONFLICT(RpcStatus.FAILED_PRECONDITION, "The present state does not allow this."),
  APPROVAL_NEEDED(
      RpcStatus.FAILED_PRECONDITION, "It is proposed; another administrator must approve it."),
  IDEMPOTENCY_KEY_REUSED(
      RpcStatus.ALREADY_EXISTS, "The idempotency key was used for a different request."),
  ALREADY_OWNED(RpcStatus.ALREADY_EXISTS, "It belongs to somebody else."),
  AUTHORITY_UNAVAILABLE(RpcStatus.UNAVAILABLE, "The auth service cannot decide now.", true),
  TEMPORAL_UNAVAILABLE(RpcStatus.UNAVAILABLE, "Temporal cannot be reached now.", true),
  DOWNSTREAM_UNAVAILABLE(RpcStatus.UNAVAILABLE, "The downstream cannot be reached now.", true),
  PROVIDER_UNAVAILABLE(
      RpcStatus.UNAVAILABLE, "The login provider cannot be reached now; try again later.", true),
  SERVER_FAULT(RpcStatus.INTERNAL, "The server failed; the request was not carried out."),

  // Of a token: the caller sees TOKEN_REJECTED.
  TOKEN_TOO_LARGE(TOKEN_REJECTED),
  TOKEN_MALFORMED(TOKEN_REJECTED),
  TOKEN_HEADER_REFUSED(TOKEN_REJECTED),
  TOKEN_ALGORITHM_REFUSED(TOKEN_REJECTED),
  TOKEN_KEY_UNKNOWN(TOKEN_REJECTED),
  TOKEN_SIGNATURE_INVALID(TOKEN_REJECTED),
  TOKEN_KIND_WRONG(TOKEN_REJECTED),
  TOKEN_ISSUER_WRONG(TOKEN_REJECTED),
  TOKEN_AUDIENCE_WRONG(TOKEN_REJECTED),
  TOKEN_EXPIRED(TOKEN_REJECTED),
  TOKEN_NOT_YET_VALID(TOKEN_REJECTED),
  TOKEN_LIFE_TOO_LONG(TOKEN_REJECTED),
  TOKEN_CLAIM_MISSING(TOKEN_REJECTED),
  TOKEN_CLAIM_REFUSED(TOKEN_REJECTED),
  TOKEN_REPLAYED(TOKEN_REJECTED),
  TOKEN_REVOKED(TOKEN_REJECTED),
  TOKEN_UNKNOWN(TOKEN_REJECTED),
  // Keys or store of a trust source are away: the caller is told no more than for a bad token.
  TRUST_UNDECIDED(TOKEN_REJECTED),
  SESSION_ENDED(TOKEN_REJECTED),
  USER_DISABLED(TOKEN_REJECTED),
  TENANT_DISABLED(TOKEN_REJECTED),

  // Of a proof of possession: the caller sees PROOF_REJECTED.
  PROOF_MALFORMED(PROOF_REJECTED),
  PROOF_SIGNATURE_INVALID(PROOF_REJECTED),
  PROOF_FOR_OTHER_REQUEST(PROOF_REJECTED),
  PROOF_FOR_OTHER_TOKEN(PROOF_REJECTED),
  PROOF_KEY_WRONG(PROOF_REJECTED),
  PROOF_STALE(PROOF_REJECTED),
  PROOF_REPLAYED(PROOF_REJECTED),

  // Of a login at an external provider: the caller sees LOGIN_REJECTED.
  PROVIDER_UNKNOWN(LOGIN_REJECTED),
  PROVIDER_ANSWER_REFUSED(LOGIN_REJECTED),
  LOGIN_NOT_BEGUN_HERE(LOGIN_REJECTED),
  LOGIN_TOO_WEAK(LOGIN_REJECTED),
  TENANT_NOT_MAPPED(LOGIN_REJECTED),
  IDENTITY_CONFLICT(LOGIN_REJECTED),

  // Of a workload's credential: the caller sees CREDENTIAL_REJECTED.
  CREDENTIAL_UNKNOWN(CREDENTIAL_REJECTED),
  CREDENTIAL_AMBIGUOUS(CREDENTIAL_REJECTED),
  CREDENTIAL_REPLAYED(CREDENTIAL_REJECTED),
  WORKLOAD_DISABLED(CREDENTIAL_REJECTED),
  HOP_NOT_PROVEN(CREDENTIAL_REJECTED),
  TRUST_SOURCE_FAILED(CREDENTIAL_REJECTED),

  // Of a delegation: the caller sees DELEGATION_REJECTED.
  DELEGATION_UNKNOWN(DELEGATION_REJECTED),
  DELEGATION_EXPIRED(DELEGATION_REJECTED),
  DELEGATION_REVOKED(DELEGATION_REJECTED),
  DELEGATION_CLOSED(DELEGATION_REJECTED),
  DELEGATION_WRONG_WORKFLOW(DELEGATION_REJECTED),
  DELEGATION_WRONG_TYPE(DELEGATION_REJECTED),
  DELEGATION_WRONG_RUN(DELEGATION_REJECTED),
  DELEGATION_WRONG_NAMESPACE(DELEGATION_REJECTED),
  DELEGATION_WRONG_CHILD(DELEGATION_REJECTED),
  CONTEXT_MISSING(DELEGATION_REJECTED),
  CONTEXT_FORGED(DELEGATION_REJECTED),
  // The task may succeed at another worker: the caller sees DELEGATION_NOT_HERE.
  DELEGATION_WRONG_QUEUE(DELEGATION_NOT_HERE),
  DELEGATION_WRONG_WORKLOAD(DELEGATION_NOT_HERE),
  DELEGATION_WRONG_TENANT(DELEGATION_NOT_HERE),

  // Of an action: the caller sees ACTION_NOT_ALLOWED.
  ACTION_NOT_GRANTED(ACTION_NOT_ALLOWED),
  ACTION_NOT_OF_DOWNSTREAM(ACTION_NOT_ALLOWED),
  DOWNSTREAM_NOT_OF_ROUTE(ACTION_NOT_ALLOWED),
  ACTION_NOT_DECLARED(ACTION_NOT_ALLOWED),
  COMPENSATION_WITHOUT_STEP(ACTION_NOT_ALLOWED),
  COMPENSATION_TOO_LATE(ACTION_NOT_ALLOWED),
  ROLE_LACKS_ACTION(ACTION_NOT_ALLOWED),
  ROLE_LACKS_ROUTE(ACTION_NOT_ALLOWED),

  // Cannot decide now: the caller sees AUTHORITY_UNAVAILABLE and may repeat the call.
  KEYS_UNAVAILABLE(AUTHORITY_UNAVAILABLE),
  STORE_UNAVAILABLE(AUTHORITY_UNAVAILABLE),
  AUDIT_UNAVAILABLE(AUTHORITY_UNAVAILABLE);

  private final RpcStatus status;
  private final String sentence;
  private final boolean retryable;
  private final DenialReason publicReason;

  DenialReason(RpcStatus status, String sentence) {
    this(status, sentence, false);
  }

  DenialReason(RpcStatus status, String sentence, boolean retryable) {
    this.status = status;
    this.sentence = sentence;
    this.retryable = retryable;
    this.publicReason = this;
  }

  DenialReason(DenialReason publicReason) {
    this.status = publicReason.status;
    this.sentence = publicReason.sentence;
    this.retryable = publicReason.retryable;
    this.publicReason = publicReason;
  }

  /**
   * The stable code; for the audit trail. What the caller may see is {@code publicReason().code()}.
   */
  public String code() {
    return name();
  }

  /** What the caller is told: this reason, or the one behind which it hides. */
  public DenialReason publicReason() {
    return publicReason;
  }

  public boolean isPublic() {
    return publicReason == this;
  }

  public RpcStatus status() {
    return status;
  }

  /** A fixed sentence that is safe to show to anybody. */
  public String sentence() {
    return sentence;
  }

  /**
   * Whether it says that nobody could decide, which refuses too: in the trail such a refusal is
   * told apart from one that was decided.
   */
  public boolean isUndecided() {
    return status == RpcStatus.UNAVAILABLE || this == TRUST_UNDECIDED;
  }

  /** Whether the same request may succeed later, or at another worker, without a change. */
  public boolean isRetryable() {
    return retryable;
  }
}
