package dev.locum.authservice.user;

import java.security.SecureRandom;

/**
 * Hashing of passwords for tests that only need them: the same algorithm and form, at a cost that
 * would protect nobody. A hash names its cost, so a process checks these like its own.
 */
public final class CheapHashing {

  private static final PasswordHash.Cost COST = new PasswordHash.Cost(64, 1, 1);

  private CheapHashing() {}

  public static PasswordHashing with(SecureRandom random) {
    return new PasswordHashing(random, 2, COST);
  }
}
