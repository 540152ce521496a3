package dev.locum.token.jose;

/** What is known of a key id. */
public sealed interface KeyLookup {

  /** The issuer has this key. */
  record Found(VerificationKey key) implements KeyLookup {}

  /** The issuer has no such key: the token is refused. */
  record Unknown() implements KeyLookup {}

  /** The issuer's keys cannot be had now: nothing is decided, and it may be tried again. */
  record Unavailable() implements KeyLookup {}
}
