package dev.locum.authservice.key;

import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.VerificationKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signing keys as rows. A lasting key is one that no other has followed yet. */
final class KeyRows {

  private static final String LASTING = "retires_at IS NULL AND revoked_at IS NULL";

  private KeyRows() {}

  /**
   * A key as it is stored.
   *
   * @param sealed its private half
   * @param publicKey as a JWK
   */
  record Stored(
      String id,
      String sealed,
      String publicKey,
      Instant createdAt,
      Instant activatesAt,
      Optional<Instant> retiresAt) {

    /** As everybody may see it. */
    StoredKey shown() {
      return new StoredKey(VerificationKey.parse(publicKey), createdAt, activatesAt, retiresAt);
    }

    @Override
    public String toString() {
      return "Stored[" + id + "]";
    }
  }

  /** The keys that were not revoked, the newest first. */
  static List<Stored> list(Transaction tx) {
    return tx.query(
        "SELECT id, sealed_private_key, public_key, created_at, activates_at, retires_at FROM"
            + " signing_key WHERE revoked_at IS NULL ORDER BY activates_at DESC, id",
        row ->
            new Stored(
                row.text("id"),
                row.text("sealed_private_key"),
                row.text("public_key"),
                row.instant("created_at"),
                row.instant("activates_at"),
                row.optionalInstant("retires_at")));
  }

  static void insert(Transaction tx, SealedKey made, Instant now, Instant activatesAt) {
    tx.change(
        PassingTable.SIGNING_KEY,
        "INSERT INTO signing_key (id, algorithm, sealed_private_key, public_key, created_at,"
            + " activates_at, retires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
        made.key().keyId(),
        made.key().algorithm().joseName(),
        made.sealed(),
        made.key().toJwk(),
        now,
        activatesAt);
  }

  /** Unless there is a lasting key. */
  static boolean insertLasting(Transaction tx, SealedKey made, Instant now) {
    if (hasLasting(tx)) {
      return false;
    }
    insert(tx, made, now, now);
    return true;
  }

  /** Seals what is not revoked anew; answers how many keys. */
  static int sealAnew(Transaction tx, KeySeal sealing) {
    List<Stored> stored = list(tx);
    stored.forEach(each ->
        tx.change(
            PassingTable.SIGNING_KEY,
            "UPDATE signing_key SET sealed_private_key = ? WHERE id = ?",
            sealing.seal(sealing.open(each.sealed(), each.id())),
            each.id()));
    return stored.size();
  }

  /** When the lasting key was made. */
  static Optional<Instant> newest(Transaction tx) {
    return tx
        .query(
            "SELECT created_at FROM signing_key WHERE " + LASTING + " ORDER BY created_at DESC",
            row -> row.instant("created_at"))
        .stream()
        .findFirst();
  }

  static boolean hasLasting(Transaction tx) {
    return newest(tx).isPresent();
  }

  /** Whether some key signs at this time. */
  static boolean hasActive(Transaction tx, Instant now) {
    return !tx.query(
            "SELECT id FROM signing_key WHERE revoked_at IS NULL AND activates_at <= ?"
                + " AND (retires_at IS NULL OR retires_at > ?)",
            row -> row.text("id"),
            now,
            now)
        .isEmpty();
  }

  static void activateLasting(Transaction tx, Instant now) {
    tx.change(
        PassingTable.SIGNING_KEY, "UPDATE signing_key SET activates_at = ? WHERE " + LASTING, now);
  }

  static void retireLasting(Transaction tx, Instant retiresAt) {
    tx.change(
        PassingTable.SIGNING_KEY,
        "UPDATE signing_key SET retires_at = ? WHERE " + LASTING,
        retiresAt);
  }

  static void removeRetired(Transaction tx, Instant now) {
    tx.change(PassingTable.SIGNING_KEY, "DELETE FROM signing_key WHERE retires_at < ?", now);
  }

  /** The algorithm of a key that verifies at this time. */
  static Optional<SigningAlgorithm> algorithm(Transaction tx, String keyId, Instant now) {
    return tx.queryOne(
            "SELECT algorithm FROM signing_key WHERE id = ? AND revoked_at IS NULL"
                + " AND (retires_at IS NULL OR retires_at > ?)",
            row -> row.text("algorithm"),
            keyId,
            now)
        .flatMap(SigningAlgorithm::ofJoseName);
  }

  /** The algorithm of a key, whether it verifies or not. */
  static Optional<SigningAlgorithm> algorithm(Transaction tx, String keyId) {
    return tx.queryOne(
            "SELECT algorithm FROM signing_key WHERE id = ?", row -> row.text("algorithm"), keyId)
        .flatMap(SigningAlgorithm::ofJoseName);
  }

  static boolean isRevoked(Transaction tx, String keyId) {
    return tx.queryOne(
            "SELECT id FROM signing_key WHERE id = ? AND revoked_at IS NOT NULL",
            row -> row.text("id"),
            keyId)
        .isPresent();
  }

  /**
   * Revokes; nothing is left with which it could sign. The row tells of it until it had retired.
   */
  static void revoke(Transaction tx, String keyId, Instant now) {
    tx.change(
        PassingTable.SIGNING_KEY,
        "UPDATE signing_key SET revoked_at = ?, retires_at = ?, sealed_private_key = '' WHERE id ="
            + " ?",
        now,
        now.plus(SigningKeys.OVERLAP),
        keyId);
  }
}
