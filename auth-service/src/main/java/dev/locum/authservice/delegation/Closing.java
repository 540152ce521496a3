package dev.locum.authservice.delegation;

import dev.locum.authservice.workload.Workload;
import dev.locum.token.DelegationId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Closes many delegations in one go: each by itself, as {@link Ending#close} does, with a
 * transaction and an event of its own. They are decided about beside one another, so that the store
 * commits them together.
 */
public final class Closing {

  /** Bounds what one call may have written at once. */
  public static final int MOST = 100;

  private final Ending ending;

  Closing(Ending ending) {
    this.ending = ending;
  }

  /**
   * A workflow that has ended.
   *
   * @param delegation its delegation
   * @param firstRun the first run of its chain
   * @param outcome how it ended
   */
  public record Ended(DelegationId delegation, String firstRun, String outcome) {}

  /** One that was not closed, for good. */
  public record Refused(DelegationId delegation, DenialReason reason) {}

  /**
   * Closes them.
   *
   * @param reporter as for {@link Ending#close}, for each
   * @return those that were refused for good, in their order; all others are closed
   * @throws DenialException if nobody can decide about all of them now; some may be closed, and to
   *     repeat it is safe
   */
  public List<Refused> close(Workload reporter, List<Ended> ended, String correlationId) {
    TaskCheck.require(!ended.isEmpty() && ended.size() <= MOST, DenialReason.REQUEST_INVALID);
    List<Callable<Optional<Refused>>> each =
        ended.stream()
            .<Callable<Optional<Refused>>>map(one -> () -> close(reporter, one, correlationId))
            .toList();
    List<Refused> refused = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<Refused>> one : threads.invokeAll(each)) {
        one.get().ifPresent(refused::add);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DenialException(DenialReason.STORE_UNAVAILABLE, "interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
    return refused;
  }

  private Optional<Refused> close(Workload reporter, Ended one, String correlationId) {
    try {
      ending.close(reporter, one.delegation(), one.firstRun(), one.outcome(), correlationId);
      return Optional.empty();
    } catch (DenialException e) {
      if (e.reason().isRetryable()) {
        throw e;
      }
      return Optional.of(new Refused(one.delegation(), e.reason().publicReason()));
    }
  }
}
