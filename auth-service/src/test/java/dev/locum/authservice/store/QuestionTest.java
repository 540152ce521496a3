package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a statement is held against it: a wrong word must not make an answer outlive. */
class QuestionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM delegation WHERE id = ?",
        "SELECT u.subject FROM user_account u JOIN refresh_token r ON r.session = u.subject",
        "SELECT name FROM tenant WHERE name IN (SELECT tenant FROM AUDIT_EVENT)",
        "SELECT 1 FROM(signing_key)"
      })
  void questionOfRecords_thatNamesATableThatPasses_isRefused(String sql) {
    assertThatThrownBy(() -> Question.ofRecords(sql, row -> row.text("id")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void questionOfOneTable_thatNamesAnother_isRefused() {
    String sql = "SELECT d.id FROM delegation d JOIN delegation_run r ON r.delegation = d.id";

    assertThatThrownBy(() -> Question.of(PassingTable.DELEGATION, sql, row -> row.text("id")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Else a row that is not written yet might be missing in the answer, and nobody would know. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM delegation WHERE id = ? OR workflow_id = ?",
        "SELECT id FROM delegation WHERE issued_at > ?",
        "SELECT id FROM delegation WHERE id IN (?, ?)",
        "SELECT id FROM delegation WHERE lower(id) = ?",
        "SELECT id FROM delegation LIMIT ?"
      })
  void questionOfATableThatPasses_thatFindsRowsOtherwiseThanByColumns_isRefused(String sql) {
    assertThatThrownBy(() -> Question.of(PassingTable.DELEGATION, sql, row -> row.text("id")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Among the rows of others an order would be lost without a word. */
  @Test
  void question_whoseRowsHaveAnOrder_isNotForeseen() {
    Question.OfPassing<String> ordered =
        Question.of(
            PassingTable.DELEGATION_STEP,
            "SELECT action FROM delegation_step WHERE delegation = ? ORDER BY position",
            row -> row.text("action"));

    assertThatThrownBy(() -> Foreseen.of(ordered, "d"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void questionOfATableThatPasses_joinedWithRecords_isTaken() {
    String sql = "SELECT r.hash FROM refresh_token r JOIN login_session s ON s.id = r.session";

    assertThatCode(() -> Question.of(PassingTable.REFRESH_TOKEN, sql, row -> row.text("hash")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE tenant SET disabled = ? WHERE name = ?",
        "INSERT INTO login_session (id) SELECT delegation FROM delegation",
        "DELETE FROM delegation_run WHERE delegation = ?",
        "UPDATE delegations SET x = 1",
        "WITH a AS (SELECT 1) UPDATE delegation SET x = 1",
        "UPDATE delegation",
        "TRUNCATE delegation"
      })
  void changeOfATable_byAStatementThatMightChangeAnother_isRefused(String sql) {
    assertThatThrownBy(() -> PassingTable.DELEGATION.requireChangedBy(sql))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO delegation (id) VALUES (?)",
        "UPDATE delegation SET state = ? WHERE id = ?",
        "DELETE FROM delegation WHERE id = ?"
      })
  void changeOfATable_byAStatementThatChangesIt_isTaken(String sql) {
    assertThatCode(() -> PassingTable.DELEGATION.requireChangedBy(sql)).doesNotThrowAnyException();
  }
}
