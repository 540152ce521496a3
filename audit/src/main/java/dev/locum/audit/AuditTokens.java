package dev.locum.audit;

/**
 * Which tokens, by id ({@code jti}). Empty text: none.
 *
 * @param tokenId the token issued or verified
 * @param parentTokenId the token from which it derives: the edge of the audit tree
 * @param audience the audience of the token
 */
public record AuditTokens(String tokenId, String parentTokenId, String audience) {

  private static final AuditTokens NONE = new AuditTokens("", "", "");

  /** No token. */
  public static AuditTokens none() {
    return NONE;
  }
}
