package dev.locum.authservice.possession;

import dev.locum.authservice.store.SingleUses;
import dev.locum.authservice.store.Store;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.ProofUses;
import java.time.Clock;
import java.time.Instant;

/** Remembers proofs in the store: a proof counts once over all replicas and restarts (DP-2). */
public final class StoredProofUses implements ProofUses {

  private static final String PURPOSE = "dpop";

  private final Store store;
  private final Clock clock;

  public StoredProofUses(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public boolean useOnce(KeyThumbprint key, String proofId, Instant keepUntil) {
    Instant now = clock.instant();
    return store.write(tx -> SingleUses.use(tx, PURPOSE, key.value(), proofId, keepUntil, now));
  }
}
