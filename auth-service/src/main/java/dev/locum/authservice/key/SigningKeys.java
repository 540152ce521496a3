package dev.locum.authservice.key;

import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import dev.locum.token.jose.VerificationKey;
import java.security.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys. Exactly one signs at a time; the former ones stay published until everything
 * that they signed has expired, and one that was rotated on schedule is published before it signs.
 * A revoked key verifies nothing any more, from the moment that this process knows of it.
 * Thread-safe: a rotation is seen whole or not at all.
 */
public final class SigningKeys implements KeySource {

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

  /** Longer than any token lives, with room for clocks that differ. */
  static final Duration OVERLAP = Duration.ofMinutes(30);

  /** Longer than our verifiers keep a key set before they look again, which is five minutes. */
  static final Duration PUBLISHED_BEFORE = Duration.ofMinutes(10);

  /** Bounds what forged key ids cost the store. */
  private static final Duration FRESH = Duration.ofMillis(100);

  private final Store store;
  private final KeySeal sealing;
  private final Clock clock;
  private final Object reloading = new Object();
  private volatile List<HeldKey> held;
  private boolean isReloaded;
  private long reloadedAt = System.nanoTime() - FRESH.toNanos();

  private SigningKeys(Store store, KeySeal sealing, Clock clock, List<HeldKey> held) {
    this.store = store;
    this.sealing = sealing;
    this.clock = clock;
    this.held = held;
  }

  /**
   * The keys of the store; the first is made if there is none.
   *
   * @throws IllegalArgumentException if they cannot be opened with this key-encryption key
   */
  public static SigningKeys load(
      Store store, KeySeal sealing, SigningAlgorithm algorithm, Clock clock) {
    if (!store.read(KeyRows::hasLasting)) {
      SealedKey first = make(sealing, algorithm);
      store.write(tx -> KeyRows.insertLasting(tx, first, clock.instant()));
    }
    List<KeyRows.Stored> stored = store.read(KeyRows::list);
    List<HeldKey> held = stored.stream().map(each -> HeldKey.open(each, sealing)).toList();
    return new SigningKeys(store, sealing, clock, held);
  }

  /**
   * The key that signs now.
   *
   * @throws DenialException {@code KEYS_UNAVAILABLE} if none can: the last was revoked, or the
   *     others cannot be opened now
   */
  public SigningKey current() {
    return signing().flatMap(HeldKey::key).orElseThrow(SigningKeys::noneSigns);
  }

  /** When the key that signs now was made. */
  public Instant currentCreatedAt() {
    return signing().orElseThrow(SigningKeys::noneSigns).stored().createdAt();
  }

  private static DenialException noneSigns() {
    return new DenialException(
        DenialReason.KEYS_UNAVAILABLE, "signing keys: there is none that can be used");
  }

  /** Of the keys that may sign already, the one that verifies for longest. */
  private Optional<HeldKey> signing() {
    Instant now = clock.instant();
    List<HeldKey> usable =
        held.stream()
            .filter(each -> each.key().isPresent() && !each.stored().isRetired(now))
            .toList();
    return usable.stream()
        .filter(each -> !each.stored().activatesAt().isAfter(now))
        .max(
            Comparator.<HeldKey, Instant>comparing(
                    each -> each.stored().retiresAt().orElse(Instant.MAX))
                .thenComparing(each -> each.stored().activatesAt()))
        // Another auth service's clock is ahead, and it has made the only key just now.
        .or(() -> usable.stream().min(Comparator.comparing(each -> each.stored().activatesAt())));
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
        if (!reloadedUnlessFresh()) {
          return new KeyLookup.Unavailable();
        }
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

  /** Whether what is held is what was stored just now; a failure counts as a look, too. */
  private boolean reloadedUnlessFresh() {
    synchronized (reloading) {
      if (System.nanoTime() - reloadedAt >= FRESH.toNanos()) {
        isReloaded = false;
        try {
          reload();
          isReloaded = true;
        } finally {
          reloadedAt = System.nanoTime();
        }
      }
      return isReloaded;
    }
  }

  /** The keys that verify now or will sign soon, the newest first. */
  public List<StoredKey> published() {
    Instant now = clock.instant();
    return held.stream().map(HeldKey::stored).filter(key -> !key.isRetired(now)).toList();
  }

  /** Whether this is the key that signs now. */
  public boolean isCurrent(StoredKey key) {
    return signing().filter(each -> each.stored().key().equals(key.key())).isPresent();
  }

  /** The key set (RFC 7517 §5). */
  public PublicKeys keySet() {
    return PublicKeys.of(published().stream().map(StoredKey::key).toList());
  }

  /**
   * Makes a key, which counts once it is stored. Not for within a transaction.
   *
   * @throws DenialException {@code KEYS_UNAVAILABLE} if it cannot be sealed now
   */
  public SealedKey make(SigningAlgorithm algorithm) {
    return make(sealing, algorithm);
  }

  private static SealedKey make(KeySeal sealing, SigningAlgorithm algorithm) {
    SigningKey key = SigningKey.generate(algorithm);
    try {
      return new SealedKey(key.verificationKey(), sealing.seal(key));
    } catch (IllegalStateException | ProviderException e) {
      LOG.warn("a new signing key cannot be sealed", e);
      throw new DenialException(
          DenialReason.KEYS_UNAVAILABLE,
          "signing keys: none can be made (expected: a key-encryption key that can be used)");
    }
  }

  /**
   * Has a new key sign at once, in the caller's transaction. {@link #reload} once it is committed;
   * until then the former key goes on signing.
   */
  public StoredKey rotate(Transaction tx, SealedKey made) {
    return add(tx, made, clock.instant());
  }

  /**
   * Adds the next key if the present one is that old, in the caller's transaction: it is published
   * now and signs {@link #PUBLISHED_BEFORE} later, or at once where no other goes on. Of several
   * who ask at a time one does it.
   */
  Optional<StoredKey> rotateIfOlder(Transaction tx, SealedKey made, Duration age) {
    Instant now = clock.instant();
    Optional<Instant> newest = KeyRows.newest(tx);
    if (newest.filter(at -> at.plus(age).isAfter(now)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(add(tx, made, newest.isEmpty() ? now : now.plus(PUBLISHED_BEFORE)));
  }

  /** Whether the newest key that is known here and that no other follows is that old. */
  boolean isOlder(Duration age) {
    Instant now = clock.instant();
    return held.stream()
        .map(HeldKey::stored)
        .filter(key -> key.retiresAt().isEmpty())
        .noneMatch(key -> key.createdAt().plus(age).isAfter(now));
  }

  private StoredKey add(Transaction tx, SealedKey made, Instant activatesAt) {
    Instant now = clock.instant();
    KeyRows.removeRetired(tx, now);
    KeyRows.retireLasting(tx, activatesAt.plus(OVERLAP));
    KeyRows.insert(tx, made, now, activatesAt);
    return new StoredKey(made.key(), now, activatesAt, Optional.empty());
  }

  /**
   * Revokes a key in the caller's transaction: whatever it signed is worth nothing, and its private
   * half is destroyed. Repeating it succeeds. Nothing here needs the key-encryption key, which may
   * be away; {@link #succeed} once it is committed.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is no such key or it verifies no more
   */
  public void revoke(Transaction tx, String keyId) {
    Instant now = clock.instant();
    if (KeyRows.isRevoked(tx, keyId)) {
      return;
    }
    if (KeyRows.algorithm(tx, keyId, now).isEmpty()) {
      throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "no such signing key");
    }
    KeyRows.revoke(tx, keyId, now);
    if (!KeyRows.hasActive(tx, now)) {
      KeyRows.activateLasting(tx, now);
    }
  }

  /**
   * Takes over that a key was revoked. Where no other key goes on, a new one of its algorithm signs
   * at once.
   *
   * @throws DenialException {@code KEYS_UNAVAILABLE} if none could be made: the key is revoked, and
   *     nothing is signed with it
   */
  public void succeed(String keyId) {
    reload();
    Optional<SigningAlgorithm> missing =
        store.read(tx -> KeyRows.hasLasting(tx) ? Optional.empty() : KeyRows.algorithm(tx, keyId));
    if (missing.isEmpty()) {
      return;
    }
    SealedKey made;
    try {
      made = make(missing.get());
    } catch (DenialException e) {
      throw new DenialException(
          e.reason(),
          "signing key "
              + keyId
              + " is revoked, but no other could be made (expected: a key-encryption key that can"
              + " be used; one is made as soon as it can)");
    }
    store.write(tx -> KeyRows.insertLasting(tx, made, clock.instant()));
    reload();
  }

  /**
   * Seals every key anew under the key-encryption key that seals now, in the caller's transaction:
   * afterwards no other one is needed to open them.
   *
   * @return how many keys
   */
  public int sealAnew(Transaction tx) {
    return KeyRows.sealAnew(tx, sealing);
  }

  /**
   * Takes over what is stored, as far as it can be opened. Of two at a time the later one sees
   * more: it is not undone by the other.
   */
  public void reload() {
    synchronized (reloading) {
      List<HeldKey> known = held;
      held =
          store.read(KeyRows::list).stream()
              .flatMap(row -> HeldKey.take(row, sealing, known).stream())
              .toList();
    }
  }
}
