package dev.locum.token.jose;

import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.WorkloadId;
import java.time.Instant;

/**
 * Remembers what may be used once. A record belongs to one kind and one holder, so no feature and
 * no workload can use up another's (CVE-2026-4282). Shared by all replicas of the auth service.
 * Thread-safe.
 */
@FunctionalInterface
public interface SingleUseStore {

  /**
   * Records a use, atomically.
   *
   * @param kind what is used
   * @param holder whose it is
   * @param id its {@code jti}
   * @param keepUntil the record must live at least until then: until nothing with that id is
   *     accepted any more (CA-2)
   * @return whether this is the first use
   * @throws RuntimeException if it cannot be recorded; then the use is refused as undecided
   */
  boolean useOnce(TokenKind kind, WorkloadId holder, TokenId id, Instant keepUntil);
}
