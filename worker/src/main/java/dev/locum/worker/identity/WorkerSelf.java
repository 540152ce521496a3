package dev.locum.worker.identity;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds what this worker is, from the moment it is known. Thread-safe. */
public final class WorkerSelf {

  private volatile @Nullable WorkerIdentity identity;

  public void become(WorkerIdentity identity) {
    this.identity = identity;
  }

  /** Empty before the worker has started, and in a replay without a worker. */
  public Optional<WorkerIdentity> known() {
    return Optional.ofNullable(identity);
  }

  /**
   * What this worker is.
   *
   * @throws DenialException {@code AUTHORITY_UNAVAILABLE} if the auth service has not said so yet
   */
  public WorkerIdentity require() {
    WorkerIdentity known = identity;
    if (known == null) {
      throw new DenialException(
          DenialReason.AUTHORITY_UNAVAILABLE, "this worker does not know yet what it is");
    }
    return known;
  }
}
