package dev.locum.authservice.client;

import dev.locum.authservice.store.SingleUses;
import dev.locum.authservice.store.Store;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.SingleUseStore;
import java.time.Clock;
import java.time.Instant;

/** Remembers which assertions were used, over restarts and replicas (CA-2). Thread-safe. */
public final class AssertionUses implements SingleUseStore {

  private final Store store;
  private final Clock clock;

  public AssertionUses(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public boolean useOnce(TokenKind kind, WorkloadId holder, TokenId id, Instant keepUntil) {
    Instant now = clock.instant();
    return store.write(
        tx -> SingleUses.use(tx, kind.name(), holder.value(), id.value(), keepUntil, now));
  }
}
