package dev.locum.authservice.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.locum.authservice.store.Transaction.RowReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final int MAX_ANSWERS = 20_000;
  private static final int MAX_ROWS = 64;

  /** Bounds for how long a change that somebody makes in the database by hand goes unnoticed. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Bounds the memory of texts that are put together; beyond it each is looked at anew. */
  private static final int MAX_STATEMENTS = 1024;

  private final Map<String, StatementKind> kinds = new ConcurrentHashMap<>();

  /** Whether instances of a class differ in nothing but the transaction that they read from. */
  private final ClassValue<Boolean> plain =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> reader) {
          return Arrays.stream(reader.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .map(Field::getType)
              .allMatch(Transaction.class::isAssignableFrom);
        }
      };

  private final Cache<Question, Answer> answers =
      Caffeine.newBuilder()
          .maximumSize(MAX_ANSWERS)
          .expireAfterWrite(LONGEST)
          .executor(Runnable::run)
          .build();

  /**
   * What is asked. The same statement may be read in different ways.
   *
   * @param reader the class of what reads its rows
   */
  record Question(String sql, Class<?> reader, List<@Nullable Object> values) {}

  private record Answer(long state, List<?> rows) {}

  /**
   * The question, if its answer may be remembered: it is about records alone, at no point in time,
   * and read by what keeps nothing else in mind.
   */
  Optional<Question> question(String sql, RowReader<?> reader, @Nullable Object[] values) {
    return kindOf(sql) == StatementKind.RECALLS
        ? repeatable(sql, reader, values)
        : Optional.empty();
  }

  /**
   * A question that is answered alike as long as nothing is written, whatever it is about; it is at
   * no point in time, and read by what keeps nothing else in mind.
   */
  Optional<Question> repeatable(String sql, RowReader<?> reader, @Nullable Object[] values) {
    return kindOf(sql) != StatementKind.CHANGES
            && plain.get(reader.getClass())
            && Arrays.stream(values).noneMatch(Instant.class::isInstance)
        ? Optional.of(
            new Question(
                sql, reader.getClass(), new ArrayList<@Nullable Object>(Arrays.asList(values))))
        : Optional.empty();
  }

  /** What a statement is to what is remembered. */
  StatementKind kindOf(String sql) {
    StatementKind known = kinds.get(sql);
    if (known != null) {
      return known;
    }
    StatementKind found = StatementKind.of(sql);
    if (kinds.size() < MAX_STATEMENTS) {
      kinds.put(sql, found);
    }
    return found;
  }

  /** What was answered in this state. */
  @SuppressWarnings("unchecked") // The question names the class that read the rows.
  <T> Optional<List<T>> find(Question question, long state) {
    Answer known = state == UNKNOWN ? null : answers.getIfPresent(question);
    return known == null || known.state() != state
        ? Optional.empty()
        : Optional.of((List<T>) known.rows());
  }

  /** Remembers an answer that was read in this state. */
  void keep(Question question, long state, List<?> rows) {
    if (state != UNKNOWN && rows.size() <= MAX_ROWS) {
      answers.put(question, new Answer(state, rows));
    }
  }
}
