package dev.locum.authservice.key;

import dev.locum.authservice.store.Transaction;
import dev.locum.token.jose.KeySeal;
import java.util.List;

/** The signing keys of a store, looked at without using them. */
public final class SealedKeys {

  private SealedKeys() {}

  /** The ids of the keys that this seal does not open; an auth service with it does not start. */
  public static List<String> unopened(Transaction tx, KeySeal seal) {
    return KeyRows.list(tx).stream()
        .filter(row -> !opens(row, seal))
        .map(KeyRows.Stored::id)
        .toList();
  }

  private static boolean opens(KeyRows.Stored row, KeySeal seal) {
    try {
      return seal.open(row.sealed(), row.id()).keyId().equals(row.id());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
