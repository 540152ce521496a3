package dev.locum.authservice.key;

import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SigningKey;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key of the store, opened if it could be.
 *
 * @param key signs; empty: it could not be opened now, and only verifies
 * @param sealed as it is stored
 * @param stored as everybody may see it
 */
record HeldKey(Optional<SigningKey> key, String sealed, StoredKey stored) {

  private static final Logger LOG = LoggerFactory.getLogger(HeldKey.class);

  /**
   * A key that must open.
   *
   * @throws IllegalArgumentException if it does not
   */
  static HeldKey open(KeyRows.Stored row, KeySeal sealing) {
    return new HeldKey(
        Optional.of(sealing.open(row.sealed(), row.id())), row.sealed(), row.shown());
  }

  /**
   * A key as far as it can be used now. One that cannot be opened must not keep what else is stored
   * from counting, the revocation of another above all.
   *
   * @param known those that were opened before: they are not opened again, which may need a token
   *     that is away now
   * @return empty: not even its public half can be read
   */
  static Optional<HeldKey> take(KeyRows.Stored row, KeySeal sealing, List<HeldKey> known) {
    try {
      StoredKey shown = row.shown();
      Optional<SigningKey> key =
          known.stream()
              .filter(held -> held.sealed().equals(row.sealed()))
              .flatMap(held -> held.key().stream())
              .filter(opened -> opened.keyId().equals(row.id()))
              .findFirst()
              .or(() -> opened(row, sealing));
      return Optional.of(new HeldKey(key, row.sealed(), shown));
    } catch (IllegalArgumentException e) {
      LOG.error("signing key {} is left out: it cannot be read", row.id());
      return Optional.empty();
    }
  }

  private static Optional<SigningKey> opened(KeyRows.Stored row, KeySeal sealing) {
    try {
      return Optional.of(sealing.open(row.sealed(), row.id()));
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "signing key {} cannot be opened now: it verifies here, and does not sign", row.id());
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "HeldKey[" + stored + "]";
  }
}
