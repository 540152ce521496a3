package dev.locum.grpcauthz.trust;

import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.SingleUseStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers used tokens in memory, for a service with one replica; with several, each would take a
 * token once. Nothing is forgotten before its time: when it is full, uses are refused as undecided.
 * Thread-safe.
 */
public final class UsedTokenIds implements SingleUseStore {

  /** Bounds memory: some 20 MB. */
  static final int MAX_IDS = 100_000;

  private final Clock clock;
  private final Map<Use, Instant> until = new ConcurrentHashMap<>();

  /** Remembers nothing yet. */
  public UsedTokenIds(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean useOnce(TokenKind kind, WorkloadId holder, TokenId id, Instant keepUntil) {
    if (until.size() >= MAX_IDS) {
      Instant now = clock.instant();
      until.values().removeIf(end -> !now.isBefore(end));
      if (until.size() >= MAX_IDS) {
        throw new IllegalStateException("used tokens: too many (expected: " + MAX_IDS + ")");
      }
    }
    return until.putIfAbsent(new Use(kind, holder, id), keepUntil) == null;
  }

  private record Use(TokenKind kind, WorkloadId holder, TokenId id) {}
}
