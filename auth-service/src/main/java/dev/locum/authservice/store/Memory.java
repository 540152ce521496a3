package dev.locum.authservice.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the records lately. Each answer belongs to one state of them and counts in that
 * state alone: every transaction that changes a record counts {@link #STATE} up, and whoever asks
 * finds out the present state first. So nothing that is remembered is ever older than what the
 * database would answer, on any replica. Thread-safe.
 */
final class Memory {

  /** The counter of the states of the records. */
  static final String STATE = "state";

  /** No state: nothing is remembered of it. */
  static final long UNKNOWN = -1;

  /** For how long the records must not have changed to be presumed to stay as they are. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MAX_ANSWERS = 20_000;
  private static final int MAX_ROWS = 64;

  /** Bounds for how long a change that somebody makes in the database by hand goes unnoticed. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Cache<Asked, Answer> answers =
      Caffeine.newBuilder()
          .maximumSize(MAX_ANSWERS)
          .expireAfterWrite(LONGEST)
          .executor(Runnable::run)
          .build();

  private volatile Seen seen = new Seen(UNKNOWN, System.nanoTime());

  /** A state, and since when it has been the one that was seen. */
  private record Seen(long state, long sinceNanos) {}

  /** A question with its values. */
  record Asked(Question<?> question, List<@Nullable Object> values) {

    static Asked of(Question<?> question, @Nullable Object[] values) {
      return new Asked(question, new ArrayList<@Nullable Object>(Arrays.asList(values)));
    }
  }

  private record Answer(long state, List<?> rows) {}

  /** A transaction has seen this state; it may be another already. */
  void see(long state) {
    if (seen.state() != state) {
      seen = new Seen(state, System.nanoTime());
    }
  }

  /** The state that was seen last, if it has been so for a while; otherwise {@link #UNKNOWN}. */
  long atRest() {
    Seen last = seen;
    return System.nanoTime() - last.sinceNanos() > REST_NANOS ? last.state() : UNKNOWN;
  }

  /** What was answered in this state. */
  @SuppressWarnings("unchecked") // The question is what read the rows.
  <T> Optional<List<T>> find(Asked asked, long state) {
    Answer known = state == UNKNOWN ? null : answers.getIfPresent(asked);
    return known == null || known.state() != state
        ? Optional.empty()
        : Optional.of((List<T>) known.rows());
  }

  /** Remembers an answer that was read in this state. */
  void keep(Asked asked, long state, List<?> rows) {
    if (state != UNKNOWN && rows.size() <= MAX_ROWS) {
      answers.put(asked, new Answer(state, rows));
    }
  }
}
