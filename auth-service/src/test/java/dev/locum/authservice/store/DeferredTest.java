package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Who is told of a change that is not written yet. */
class DeferredTest {

  private static final PassingTable TABLE = PassingTable.SINGLE_USE;

  private final Deferred deferred = new Deferred();

  @Test
  void rowIsBehind_forWhomAsksByAnyOfItsTexts() {
    add(
        "INSERT INTO single_use (purpose, owner, id, expires_at) VALUES (?, ?, ?, ?)",
        "p",
        "o",
        "i",
        1L);

    assertThat(deferred.isBehind(TABLE, new Object[] {"p", "i"})).isTrue();
    assertThat(deferred.isBehind(TABLE, new Object[] {"i"})).isTrue();
    assertThat(deferred.isBehind(TABLE, new Object[] {"p", "other"})).isFalse();
    assertThat(deferred.isBehind(PassingTable.DEVICE_GRANT, new Object[] {"i"})).isFalse();
  }

  // It would not be found by whoever asks for that text, and be used twice.
  @Test
  void textWithinTheStatement_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add("INSERT INTO single_use (purpose, id) VALUES ('p', ?)", "i"))
        .withMessageContaining("statement: has a text");
  }

  private void add(String sql, Object... values) {
    deferred.add(TABLE, sql, values);
  }
}
