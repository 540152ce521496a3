package dev.locum.testkit.oidc;

/** What a hostile or broken provider does, or somebody on the way to it. */
public enum ProviderTrick {
  NONE,
  /** The metadata names another issuer. */
  METADATA_OF_ANOTHER_ISSUER,
  /** The metadata's token endpoint is at an origin that was not agreed on. */
  TOKEN_ENDPOINT_ELSEWHERE,
  /** The metadata's keys are at an origin that was not agreed on. */
  KEYS_ELSEWHERE,
  /** The metadata's place for logouts is at an origin that was not agreed on. */
  END_SESSION_ELSEWHERE,
  /** The metadata name no place for logouts. */
  END_SESSION_NOWHERE,
  /** The response names another issuer (mix-up). */
  RESPONSE_OF_ANOTHER_ISSUER,
  /** The response does not name the issuer although the metadata says that it does. */
  RESPONSE_WITHOUT_ISSUER,
  /** The response is an error. */
  ACCESS_DENIED,
  ISSUER_OF_TOKEN_WRONG,
  NONCE_WRONG,
  NONCE_ABSENT,
  AUDIENCE_WRONG,
  /** Ours and another's. */
  AUDIENCE_SHARED,
  AUTHORIZED_PARTY_WRONG,
  ALGORITHM_NONE,
  /** HS256 with the public key as the secret. */
  ALGORITHM_HS256,
  KEY_ID_UNKNOWN,
  /** Signed with a key that is not published, under the id of one that is. */
  SIGNED_BY_ANOTHER_KEY,
  EXPIRED,
  ISSUED_LONG_AGO,
  ISSUED_IN_THE_FUTURE,
  ACCESS_TOKEN_HASH_WRONG,
  /** The token does not say when its user logged in. */
  AUTH_TIME_ABSENT,
  SUBJECT_EMPTY,
  /** The key set is larger than anybody needs. */
  KEYS_HUGE,
  /** The key set is somewhere else, says a redirect. */
  KEYS_REDIRECT,
  /** The token endpoint redirects. */
  TOKEN_REDIRECT,
  /** The token endpoint never answers. */
  TOKEN_NEVER,
  /** The token endpoint fails. */
  TOKEN_FAILS,
  /** The token endpoint has too much to do, for an hour. */
  TOKEN_BUSY,
  /** The token endpoint answers without an ID token. */
  TOKEN_WITHOUT_ID_TOKEN,
  /** The metadata never comes. */
  METADATA_NEVER
}
