package dev.locum.authservice.client;

import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The secrets of clients, in the transaction of the caller. */
public final class ClientSecrets {

  /** Bounds how long a secret that was replaced, maybe because it leaked, still counts. */
  public static final Duration LONGEST_OVERLAP = Duration.ofHours(24);

  private static final Question.OfRecords<Optional<Instant>> EXPIRY =
      Question.ofRecords(
          "SELECT expires_at FROM client_secret WHERE hash = ? AND client = ?",
          row -> row.optionalInstant("expires_at"));

  private final SecureRandom random;

  public ClientSecrets(SecureRandom random) {
    this.random = random;
  }

  /**
   * Gives the client a new secret, which is nowhere but in the answer.
   *
   * @param overlap how long the former one still counts, so that the client's replicas can change
   *     one by one: nothing to 24 hours; nothing: it counts no more
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is no such client; {@code
   *     STATE_CONFLICT} if it proves itself otherwise
   * @throws IllegalArgumentException if the overlap is out of range
   */
  public ClientSecret rotate(Transaction tx, ClientId id, Duration overlap, Instant now) {
    if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
      throw new IllegalArgumentException("overlap: " + overlap + " (expected: 0 to 24 h)");
    }
    Client client = Clients.require(tx, id);
    if (!(client.method() instanceof ClientMethod.SecretBasic)) {
      throw new DenialException(DenialReason.STATE_CONFLICT, "client " + id + " has no secret");
    }
    Instant end = now.plus(overlap);
    tx.update("DELETE FROM client_secret WHERE client = ? AND expires_at <= ?", id.value(), now);
    tx.update(
        "UPDATE client_secret SET expires_at = ? WHERE client = ? AND (expires_at IS NULL OR"
            + " expires_at > ?)",
        end,
        id.value(),
        end);
    ClientSecret secret = ClientSecret.generate(random);
    tx.update(
        "INSERT INTO client_secret (hash, client, created_at) VALUES (?, ?, ?)",
        secret.hash(),
        id.value(),
        now);
    return secret;
  }

  /** Removes the secrets that count no more; answers how many. */
  public static int removeExpired(Transaction tx, Instant now) {
    return tx.update("DELETE FROM client_secret WHERE expires_at <= ?", now);
  }

  /**
   * Whether it is a secret of this client now. The look-up is by hash, so its timing tells nothing
   * of the secret.
   */
  public static boolean isOf(Transaction tx, ClientId id, ClientSecret secret, Instant now) {
    return tx.askOne(EXPIRY, secret.hash(), id.value())
        .filter(expiry -> expiry.isEmpty() || expiry.get().isAfter(now))
        .isPresent();
  }
}
