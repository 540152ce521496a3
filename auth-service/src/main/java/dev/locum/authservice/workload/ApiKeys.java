package dev.locum.authservice.workload;

import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.WorkloadId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/** The API keys of workloads, in the transaction of the caller. */
public final class ApiKeys {

  private static final Question.OfRecords<WorkloadId> OWNER =
      Question.ofRecords(
          "SELECT workload FROM api_key WHERE hash = ?",
          row -> new WorkloadId(row.text("workload")));

  private final SecureRandom random;

  public ApiKeys(SecureRandom random) {
    this.random = random;
  }

  /** Adds a key; it is nowhere but in the answer. */
  public ApiKey issue(Transaction tx, WorkloadId workload, Instant now) {
    ApiKey key = ApiKey.generate(random);
    tx.update(
        "INSERT INTO api_key (hash, workload, created_at) VALUES (?, ?, ?)",
        key.hash(),
        workload.value(),
        now);
    return key;
  }

  /** Revokes every key of the workload; answers how many there were. */
  public static int revokeAll(Transaction tx, WorkloadId workload) {
    return tx.update("DELETE FROM api_key WHERE workload = ?", workload.value());
  }

  /** Whether the workload has a key. */
  static boolean has(Transaction tx, WorkloadId workload) {
    return !tx.query(
            "SELECT workload FROM api_key WHERE workload = ? LIMIT 1",
            row -> row.text("workload"),
            workload.value())
        .isEmpty();
  }

  /** Whose key it is. The look-up is by hash, so its timing tells nothing of the key. */
  public static Optional<WorkloadId> owner(Transaction tx, ApiKey key) {
    return tx.askOne(OWNER, key.hash());
  }
}
