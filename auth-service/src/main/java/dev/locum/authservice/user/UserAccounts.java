package dev.locum.authservice.user;

import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows of users, for those who decide inside a transaction of their own. Thread-safe: it holds
 * nothing.
 */
public final class UserAccounts {

  private static final String SELECT =
      "SELECT u.subject, u.tenant, u.name, u.roles, u.disabled, u.password_hash,"
          + " u.session_generation, t.disabled AS tenant_disabled FROM user_account u JOIN tenant t"
          + " ON t.name = u.tenant";

  private static final Question.OfRecords<UserAccount> BY_SUBJECT =
      Question.ofRecords(SELECT + " WHERE u.subject = ?", UserAccounts::read);
  private static final Question.OfRecords<UserAccount> BY_NAME =
      Question.ofRecords(SELECT + " WHERE u.tenant = ? AND u.name = ?", UserAccounts::read);

  private UserAccounts() {}

  /** The user with this subject, whatever their state. */
  public static Optional<UserAccount> find(Transaction tx, Subject subject) {
    return tx.askOne(BY_SUBJECT, subject.value());
  }

  /** The user with this login name, whatever their state. */
  public static Optional<UserAccount> find(Transaction tx, TenantId tenant, UserName name) {
    return tx.askOne(BY_NAME, tenant.value(), name.value());
  }

  static List<User> list(Transaction tx, TenantId tenant) {
    return tx.query(
        SELECT + " WHERE u.tenant = ? ORDER BY u.name", row -> read(row).user(), tenant.value());
  }

  /** Without the users of external providers. */
  static List<User> listOwn(Transaction tx, TenantId tenant) {
    return tx.query(
        SELECT
            + " LEFT JOIN external_user e ON e.subject = u.subject"
            + " WHERE u.tenant = ? AND e.subject IS NULL ORDER BY u.name",
        row -> read(row).user(),
        tenant.value());
  }

  static boolean isTenantKnown(Transaction tx, TenantId tenant) {
    return tx.queryOne(
            "SELECT name FROM tenant WHERE name = ?", row -> row.text("name"), tenant.value())
        .isPresent();
  }

  static void insert(Transaction tx, User user, Instant createdAt) {
    tx.update(
        "INSERT INTO user_account (subject, tenant, name, roles, disabled, session_generation,"
            + " created_at) VALUES (?, ?, ?, ?, ?, 0, ?)",
        user.subject().value(),
        user.tenant().value(),
        user.name().value(),
        join(user.roles()),
        user.disabled(),
        createdAt);
  }

  static void update(Transaction tx, User user) {
    tx.update(
        "UPDATE user_account SET roles = ?, disabled = ? WHERE subject = ?",
        join(user.roles()),
        user.disabled(),
        user.subject().value());
  }

  static void setPassword(Transaction tx, Subject subject, PasswordHash hash) {
    tx.update(
        "UPDATE user_account SET password_hash = ? WHERE subject = ?",
        hash.encode(),
        subject.value());
  }

  /** Ends every session of the user, started before now, for good. */
  static void endSessions(Transaction tx, Subject subject) {
    tx.update(
        "UPDATE user_account SET session_generation = session_generation + 1 WHERE subject = ?",
        subject.value());
  }

  /**
   * The account out of a row that has the columns of {@code user_account} and {@code
   * tenant_disabled}.
   */
  public static UserAccount read(Row row) {
    User user =
        new User(
            new Subject(row.text("subject")),
            new TenantId(row.text("tenant")),
            new UserName(row.text("name")),
            Set.copyOf(row.texts("roles")),
            row.flag("disabled"));
    return new UserAccount(
        user,
        row.flag("tenant_disabled"),
        row.optionalText("password_hash").map(PasswordHash::parse),
        row.number("session_generation"));
  }

  private static String join(Set<String> roles) {
    return Lists.join(new TreeSet<>(roles));
  }
}
