package dev.locum.authservice.user;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes and checks passwords with Argon2id (RFC 9106): 19 MiB, two passes, one lane. Safe for use
 * by many threads; no more hashes run at once than there are cores, so that a storm of logins
 * cannot take all memory.
 *
 * <p><b>Security guarantees</b>: a check takes the same work whether there is a hash or not, and
 * compares in constant time. <b>Not guaranteed</b>: a limit on attempts; that is {@code login}'s.
 */
public final class PasswordHashing {

  private static final PasswordHash.Cost COST = new PasswordHash.Cost(19 * 1024, 2, 1);
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /**
   * Bounds how long a login waits for a core; longer than this the service is overrun and says so.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What one hash works in: the memory, and a few blocks of its own. */
  private static final int BLOCKS = COST.memoryKib() + 8;

  private final SecureRandom random;
  private final PasswordHash.Cost cost;
  private final Semaphore cores;

  /** One hash after another works in the same memory; only those beside it get their own. */
  private final BlockPool memory = new FixedBlockPool(BLOCKS);

  private final PasswordHash nobody;

  /**
   * Hashing on so many cores at once.
   *
   * @param random makes salts
   * @param parallel how many hashes may run at once, 1 or more
   */
  public PasswordHashing(SecureRandom random, int parallel) {
    this(random, parallel, COST);
  }

  /** The same at another cost, for tests of everything else. */
  PasswordHashing(SecureRandom random, int parallel, PasswordHash.Cost cost) {
    if (parallel < 1) {
      throw new IllegalArgumentException("parallel: " + parallel + " (expected: 1 or more)");
    }
    this.random = random;
    this.cost = cost;
    this.cores = new Semaphore(parallel, true);
    this.nobody = new PasswordHash(cost, salt(), new byte[HASH_BYTES]);
  }

  /**
   * Hashes a chosen password under a fresh salt.
   *
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if no core was free in time (may be tried
   *     again)
   */
  public PasswordHash hash(Password password) {
    byte[] salt = salt();
    return new PasswordHash(cost, salt, derive(password, cost, salt, HASH_BYTES));
  }

  /**
   * Whether the claimed password is the hashed one. Without a hash (no such user, or one without a
   * password) the answer is false after the same work.
   *
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if no core was free in time (may be tried
   *     again)
   */
  public boolean matches(Password claimed, Optional<PasswordHash> stored) {
    PasswordHash compared = stored.orElse(nobody);
    byte[] expected = compared.hash();
    byte[] actual = derive(claimed, compared.cost(), compared.salt(), expected.length);
    return MessageDigest.isEqual(actual, expected) && stored.isPresent();
  }

  private byte[] derive(Password password, PasswordHash.Cost cost, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.iterations())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .withBlockPool(memory)
            .build());
    byte[] hash = new byte[length];
    acquireCore();
    try {
      generator.generateBytes(password.bytes(), hash);
    } finally {
      cores.release();
    }
    return hash;
  }

  private void acquireCore() {
    try {
      if (cores.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new DenialException(
        DenialReason.AUTHORITY_UNAVAILABLE, "no core free to hash a password");
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }
}
