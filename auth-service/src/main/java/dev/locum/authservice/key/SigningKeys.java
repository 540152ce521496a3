package dev.locum.authservice.key;

import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import dev.locum.token.jose.VerificationKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The signing keys. Exactly one is current; the former ones stay published until everything that
 * they signed has expired. Thread-safe: a rotation is seen whole or not at all.
 */
public final class SigningKeys implements KeySource {

  /** Longer than any token lives, with room for clocks that differ. */
  static final Duration OVERLAP = Duration.ofMinutes(30);

  /** Bounds what forged key ids cost the store. */
  private static final Duration FRESH = Duration.ofMillis(100);

  private final Store store;
  private final KeySeal sealing;
  private final Clock clock;
  private final Object reloading = new Object();
  private volatile Loaded loaded;
  private long reloadedAt = System.nanoTime() - FRESH.toNanos();

  private record Loaded(SigningKey current, List<StoredKey> keys) {}

  private SigningKeys(Store store, KeySeal sealing, Clock clock, Loaded loaded) {
    this.store = store;
    this.sealing = sealing;
    this.clock = clock;
    this.loaded = loaded;
  }

  /**
   * The keys of the store; the first is made if there is none.
   *
   * @throws IllegalArgumentException if they cannot be opened with this key-encryption key
   */
  public static SigningKeys load(
      Store store, KeySeal sealing, SigningAlgorithm algorithm, Clock clock) {
    Loaded loaded =
        store.write(tx -> {
          if (currentRow(tx).isEmpty()) {
            insert(tx, sealing, SigningKey.generate(algorithm), clock.instant());
          }
          return read(tx, sealing);
        });
    return new SigningKeys(store, sealing, clock, loaded);
  }

  /** The key that signs now. */
  public SigningKey current() {
    return loaded.current();
  }

  /**
   * Looks up a key that may have signed what still counts. An unknown one may be new and of another
   * auth service over the same store: then the store is asked, though not by every forger.
   */
  @Override
  public KeyLookup find(String keyId) {
    Optional<VerificationKey> known = known(keyId);
    try {
      if (known.isEmpty()) {
        reloadUnlessFresh();
        known = known(keyId);
      }
    } catch (StoreUnavailableException e) {
      return new KeyLookup.Unavailable();
    }
    return known.<KeyLookup>map(KeyLookup.Found::new).orElseGet(KeyLookup.Unknown::new);
  }

  private Optional<VerificationKey> known(String keyId) {
    return published().stream()
        .map(StoredKey::key)
        .filter(key -> key.keyId().equals(keyId))
        .findFirst();
  }

  private void reloadUnlessFresh() {
    synchronized (reloading) {
      if (System.nanoTime() - reloadedAt >= FRESH.toNanos()) {
        reload();
        reloadedAt = System.nanoTime();
      }
    }
  }

  /** The keys that verify now, the current one first. */
  public List<StoredKey> published() {
    Instant now = clock.instant();
    return loaded.keys().stream()
        .filter(key -> key.retiresAt().isEmpty() || now.isBefore(key.retiresAt().get()))
        .toList();
  }

  /** The key set (RFC 7517 §5). */
  public PublicKeys keySet() {
    return PublicKeys.of(published().stream().map(StoredKey::key).toList());
  }

  /**
   * Makes a new key current, in the caller's transaction. {@link #reload} once it is committed;
   * until then the former key goes on signing.
   */
  public StoredKey rotate(Transaction tx, SigningAlgorithm algorithm) {
    Instant now = clock.instant();
    tx.update("UPDATE signing_key SET retires_at = ? WHERE retires_at IS NULL", now.plus(OVERLAP));
    tx.update("DELETE FROM signing_key WHERE retires_at < ?", now);
    SigningKey key = SigningKey.generate(algorithm);
    insert(tx, sealing, key, now);
    return new StoredKey(key.verificationKey(), now, Optional.empty());
  }

  /** Takes over what is stored. */
  public void reload() {
    loaded = store.read(tx -> read(tx, sealing));
  }

  private static Optional<String> currentRow(Transaction tx) {
    return tx.queryOne(
        "SELECT id FROM signing_key WHERE retires_at IS NULL", row -> row.text("id"));
  }

  private static void insert(Transaction tx, KeySeal sealing, SigningKey key, Instant now) {
    tx.update(
        "INSERT INTO signing_key (id, algorithm, sealed_private_key, public_key, created_at,"
            + " retires_at) VALUES (?, ?, ?, ?, ?, NULL)",
        key.keyId(),
        key.algorithm().joseName(),
        sealing.seal(key),
        key.verificationKey().toJwk(),
        now);
  }

  private static Loaded read(Transaction tx, KeySeal sealing) {
    SigningKey current =
        tx.queryOne(
                "SELECT id, sealed_private_key FROM signing_key WHERE retires_at IS NULL",
                row -> sealing.open(row.text("sealed_private_key"), row.text("id")))
            .orElseThrow(() -> new IllegalStateException("signing keys: none is current"));
    List<StoredKey> keys =
        tx.query(
            "SELECT public_key, created_at, retires_at FROM signing_key ORDER BY created_at DESC,"
                + " id",
            SigningKeys::readKey);
    return new Loaded(current, keys);
  }

  private static StoredKey readKey(Row row) {
    return new StoredKey(
        VerificationKey.parse(row.text("public_key")),
        row.instant("created_at"),
        row.optionalInstant("retires_at"));
  }
}
