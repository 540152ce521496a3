package dev.locum.authservice.oauth.grant;

/** Token type URIs (RFC 8693 §3, OAuth Transaction Tokens). */
final class TokenType {

  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /** RFC 8693 §3: any JWT; our access tokens are JWTs. */
  static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  static final String TRANSACTION_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";

  private TokenType() {}
}
