package dev.locum.authservice.store;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement is to what may be remembered. A table counts as a record unless it is named
 * here, so that one that is forgotten here is only slow: its changes end what is remembered.
 */
enum StatementKind {
  /** Reads records alone. */
  RECALLS,
  /** Touches what comes and goes with requests; it reads or writes no record. */
  PASSES,
  /** Changes records, or might. */
  CHANGES;

  /**
   * Written by every request, or kept nowhere but in the database: nothing that is remembered reads
   * them.
   */
  private static final Set<String> PASSING =
      Set.of(
          "audit_event",
          "authorization_code",
          "browser_session",
          "counter",
          "delegation",
          "delegation_child",
          "delegation_key",
          "delegation_run",
          "delegation_step",
          "delegation_withheld",
          "device_grant",
          "proof_nonce",
          "refresh_token",
          "signing_key",
          "single_use");

  private static final Pattern WORD = Pattern.compile("[a-z_]+");
  private static final Pattern WRITTEN =
      Pattern.compile("(?:insert into|update|delete from) ([a-z_]+)\\b.*", Pattern.DOTALL);

  /** The kind of a statement; it is as slow as a regular expression. */
  static StatementKind of(String statement) {
    String sql = statement.toLowerCase(Locale.ROOT);
    if (sql.startsWith("select ")) {
      return WORD.matcher(sql).results().anyMatch(word -> PASSING.contains(word.group()))
          ? PASSES
          : RECALLS;
    }
    Matcher written = WRITTEN.matcher(sql);
    return written.matches() && PASSING.contains(written.group(1)) ? PASSES : CHANGES;
  }
}
