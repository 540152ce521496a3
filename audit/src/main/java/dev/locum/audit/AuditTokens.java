package dev.locum.audit;

/**
 * Which tokens, by id ({@code jti}). Empty text: none. Text longer than 1,024 characters is cut.
 *
 * @param tokenId the token issued or verified
 * @param parentTokenId the token from which it derives: the edge of the audit tree
 * @param audience the audience of the token
 */
public record AuditTokens(String tokenId, String parentTokenId, String audience) {

  private static final AuditTokens NONE = new AuditTokens("", "", "");

  /** Cuts what is too long. */
  public AuditTokens {
    tokenId = AuditText.bounded(tokenId);
    parentTokenId = AuditText.bounded(parentTokenId);
    audience = AuditText.bounded(audience);
  }

  /** No token. */
  public static AuditTokens none() {
    return NONE;
  }

  /** The token with this id. */
  public static AuditTokens of(String tokenId) {
    return new AuditTokens(tokenId, "", "");
  }

  public AuditTokens derivedFrom(String parentTokenId) {
    return new AuditTokens(tokenId, parentTokenId, audience);
  }

  public AuditTokens forAudience(String audience) {
    return new AuditTokens(tokenId, parentTokenId, audience);
  }
}
