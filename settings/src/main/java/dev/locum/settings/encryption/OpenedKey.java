package dev.locum.settings.encryption;

import java.security.Provider;
import java.util.Optional;
import javax.crypto.SecretKey;

/** A key-encryption key, ready for use. Never serialized and never shown. */
public final class OpenedKey {

  private final SecretKey key;
  private final Optional<Provider> provider;

  OpenedKey(SecretKey key, Optional<Provider> provider) {
    this.key = key;
    this.provider = provider;
  }

  /** The key, or a handle of it. */
  public SecretKey key() {
    return key;
  }

  /** Where it must be used; empty: anywhere. */
  public Optional<Provider> provider() {
    return provider;
  }

  @Override
  public String toString() {
    return "OpenedKey[redacted]";
  }
}
