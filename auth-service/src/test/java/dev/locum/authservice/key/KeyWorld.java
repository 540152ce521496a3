package dev.locum.authservice.key;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** Signing keys over a {@link LoginWorld}, rotated and revoked as the process does it. */
final class KeyWorld implements AutoCloseable {

  static final Duration MONTH = Duration.ofDays(30);
  static final KeySeal SEAL = seal(1);

  final LoginWorld logins;
  final SigningKeys keys;

  private KeyWorld(LoginWorld logins) {
    this.logins = logins;
    this.keys = load(SEAL);
  }

  static KeyWorld open(Path directory) {
    return new KeyWorld(LoginWorld.open(directory));
  }

  /** The keys as another auth service over the same store has them. */
  SigningKeys load(KeySeal seal) {
    return SigningKeys.load(logins.store, seal, SigningAlgorithm.ES256, logins.clock);
  }

  KeyRotation rotation(SigningKeys of) {
    return new KeyRotation(
        logins.store, logins.trail, of, new KeyRotation.Schedule(SigningAlgorithm.ES256, MONTH));
  }

  /** Rotates by hand; answers the new key's id. */
  String rotate() {
    return rotate(SigningAlgorithm.ES256);
  }

  String rotate(SigningAlgorithm algorithm) {
    SealedKey next = keys.make(algorithm);
    StoredKey made = logins.store.write(tx -> keys.rotate(tx, next));
    keys.reload();
    return made.key().keyId();
  }

  void revoke(String keyId) {
    revoke(keys, keyId);
  }

  /** Revokes at one of the auth services. */
  void revoke(SigningKeys by, String keyId) {
    logins.store.write(tx -> {
      by.revoke(tx, keyId);
      return keyId;
    });
    by.succeed(keyId);
  }

  static boolean verifies(SigningKeys keys, String keyId) {
    return keys.find(keyId) instanceof KeyLookup.Found;
  }

  /** A key-encryption key; another for another octet. */
  static KeySeal seal(int octet) {
    return seal(octet, Optional.empty());
  }

  static KeySeal seal(int octet, Optional<Provider> provider) {
    byte[] key = new byte[32];
    key[0] = (byte) octet;
    return KeySeal.of(new SecretKeySpec(key, "AES"), provider, SecretKeyAccess.granted());
  }

  @Override
  public void close() {
    logins.close();
  }
}
