package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is not known to be harmless ends what is remembered. */
class StatementKindTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE tenant SET disabled = ? WHERE name = ?",
        "INSERT INTO login_session (id) SELECT delegation FROM delegation_run",
        "DELETE FROM revoked_access_token WHERE expires_at <= ?",
        "UPDATE delegation_of_tomorrow SET x = 1",
        "WITH a AS (SELECT 1) UPDATE tenant SET disabled = TRUE",
        "INSERT  INTO audit_event (id) VALUES (?)",
        "TRUNCATE audit_event"
      })
  void statement_thatMightChangeARecord_changes(String sql) {
    assertThat(StatementKind.of(sql)).isEqualTo(StatementKind.CHANGES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM delegation WHERE id = ?",
        "SELECT u.subject FROM user_account u JOIN refresh_token r ON r.session = u.subject",
        "SELECT name FROM tenant WHERE name IN (SELECT tenant FROM audit_event)",
        "SELECT private_key FROM signing_key",
        "INSERT INTO audit_event (id) VALUES (?)",
        "DELETE FROM single_use WHERE expires_at < ?"
      })
  void statement_aboutWhatComesAndGoes_passes(String sql) {
    assertThat(StatementKind.of(sql)).isEqualTo(StatementKind.PASSES);
  }

  @Test
  void question_aboutRecordsAlone_recalls() {
    assertThat(StatementKind.of("SELECT * FROM workload WHERE id = ?"))
        .isEqualTo(StatementKind.RECALLS);
  }
}
