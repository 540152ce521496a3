package dev.locum.authservice.store;

import java.time.Instant;

/** Ids that count once, over restarts and replicas, in the transaction of the caller. */
public final class SingleUses {

  private SingleUses() {}

  /**
   * Uses an id up; false if it was used before.
   *
   * @param purpose what kind of id it is
   * @param owner whose it is: the same id of another owner is another
   * @param keepUntil from then on nobody would accept it anyway, on any replica's clock
   */
  public static boolean use(
      Transaction tx, String purpose, String owner, String id, Instant keepUntil, Instant now) {
    tx.change(PassingTable.SINGLE_USE, "DELETE FROM single_use WHERE expires_at < ?", now);
    return tx.change(
            PassingTable.SINGLE_USE,
            "INSERT INTO single_use (purpose, owner, id, expires_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (purpose, owner, id) DO NOTHING",
            purpose,
            owner,
            id,
            keepUntil)
        == 1;
  }
}
