package dev.locum.token.claim;

/** The names of the claims in our tokens, each with the section that defines it. */
public final class ClaimNames {

  /** Who issued it (RFC 7519 §4.1.1). */
  public static final String ISSUER = "iss";

  /** Whom it is about (RFC 7519 §4.1.2). */
  public static final String SUBJECT = "sub";

  /** Whom it is for (RFC 7519 §4.1.3). */
  public static final String AUDIENCE = "aud";

  /** When it stops counting (RFC 7519 §4.1.4). */
  public static final String EXPIRES_AT = "exp";

  /** Before when it does not count (RFC 7519 §4.1.5); only foreign client assertions carry it. */
  public static final String NOT_BEFORE = "nbf";

  /** When it was issued (RFC 7519 §4.1.6). */
  public static final String ISSUED_AT = "iat";

  /** Its own id (RFC 7519 §4.1.7). */
  public static final String TOKEN_ID = "jti";

  /** The client that asked for it (RFC 8693 §4.3, RFC 9068 §2.2). */
  public static final String CLIENT_ID = "client_id";

  /** Of Temporal's own authorizer: what the caller may do in which namespace. */
  public static final String PERMISSIONS = "permissions";

  /** The actions it permits (RFC 8693 §4.2). */
  public static final String SCOPE = "scope";

  /** Who acts for the subject (RFC 8693 §4.1). */
  public static final String ACTOR = "act";

  /** To what it is bound (RFC 7800 §3.1). */
  public static final String CONFIRMATION = "cnf";

  /** The transaction: our delegation (Transaction Tokens §7.2). */
  public static final String TRANSACTION = "txn";

  /** The workload that asked for a delegation (Transaction Tokens §7.2). */
  public static final String REQUESTING_WORKLOAD = "req_wl";

  /** What the transaction is about: our workflow (Transaction Tokens §7.2). */
  public static final String TRANSACTION_CONTEXT = "tctx";

  /** Where revocation is looked up (Token Status List §6.1). */
  public static final String STATUS = "status";

  /** Inside {@link #STATUS} (Token Status List §6.2). */
  public static final String STATUS_LIST = "status_list";

  /** Inside {@link #STATUS_LIST}. */
  public static final String STATUS_INDEX = "idx";

  /** Inside {@link #STATUS_LIST}. */
  public static final String STATUS_URI = "uri";

  /** The revocation epoch that a verifier must have reached; ours. */
  public static final String EPOCH = "epoch";

  /** The tenant; ours. */
  public static final String TENANT = "tenant";

  /** The user's roles in the tenant (RFC 9068 §2.2.3.1, RFC 7643 §4.1.2). */
  public static final String ROLES = "roles";

  /** The login session (OpenID Connect Front-Channel Logout §3). */
  public static final String SESSION = "sid";

  /** Inside {@link #TRANSACTION_CONTEXT}: the Temporal namespace. */
  public static final String NAMESPACE = "namespace";

  /** Inside {@link #TRANSACTION_CONTEXT}: the workflow type. */
  public static final String WORKFLOW_TYPE = "workflow_type";

  /** Inside {@link #TRANSACTION_CONTEXT}: the workflow id. */
  public static final String WORKFLOW_ID = "workflow_id";

  /** Inside {@link #TRANSACTION_CONTEXT}: the task queues. */
  public static final String TASK_QUEUES = "task_queues";

  private ClaimNames() {}
}
