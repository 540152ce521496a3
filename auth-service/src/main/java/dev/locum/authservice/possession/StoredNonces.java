package dev.locum.authservice.possession;

import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Store;
import dev.locum.token.proof.ProofNonces;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Nonces for DPoP proofs (RFC 9449 §8; DP-5): one random value for each minute, which the first
 * replica that needs it puts into the store and all of them give out. It counts in its minute and
 * in the next one; a replica whose clock is behind takes that of the minute before it has come.
 *
 * <p>A nonce is no secret of one client, and need not be: it only shows that a proof was not made
 * before that minute. Thread-safe.
 */
public final class StoredNonces implements ProofNonces {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Nobody guesses it, and no two minutes have the same. */
  private static final int RANDOM_BYTES = 32;

  private final Store store;
  private final Clock clock;
  private final SecureRandom random;

  /** What a row says never changes. */
  private volatile Given latest = new Given(Long.MIN_VALUE, "");

  public StoredNonces(Store store, Clock clock, SecureRandom random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  private record Given(long window, String value) {}

  /** The nonce to give out now. */
  public String current() {
    long window = window();
    Given known = latest;
    if (known.window() != window) {
      known = new Given(window, stored(window));
      latest = known;
    }
    return known.value();
  }

  @Override
  public boolean isFresh(String nonce) {
    long window = window();
    List<String> given =
        store.read(tx ->
            tx.query(
                "SELECT value FROM proof_nonce WHERE time_window BETWEEN ? AND ?",
                row -> row.text("value"),
                window - 1,
                window + 1));
    return given.stream().anyMatch(value -> isSame(value, nonce));
  }

  /** Whichever replica comes first decides. */
  private String stored(long window) {
    byte[] fresh = new byte[RANDOM_BYTES];
    random.nextBytes(fresh);
    String offered = Base64.getUrlEncoder().withoutPadding().encodeToString(fresh);
    return store.write(tx -> {
      tx.change(
          PassingTable.PROOF_NONCE, "DELETE FROM proof_nonce WHERE time_window < ?", window - 2);
      tx.change(
          PassingTable.PROOF_NONCE,
          "INSERT INTO proof_nonce (time_window, value) VALUES (?, ?)"
              + " ON CONFLICT (time_window) DO NOTHING",
          window,
          offered);
      return tx.queryOne(
              "SELECT value FROM proof_nonce WHERE time_window = ?",
              row -> row.text("value"),
              window)
          .orElseThrow();
    });
  }

  private long window() {
    return Math.floorDiv(clock.instant().getEpochSecond(), WINDOW.toSeconds());
  }

  private static boolean isSame(String given, String shown) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
