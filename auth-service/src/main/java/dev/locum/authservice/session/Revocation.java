package dev.locum.authservice.session;

/** What came of a client's wish to revoke a token. */
public enum Revocation {
  /** It counts no more; whether it did before is not told. */
  REVOKED,
  /** It is another client's; nothing has happened. */
  NOT_OF_THIS_CLIENT,
  /** Nobody knows it, or it did not count anyway; nothing has happened. */
  UNKNOWN
}
