package dev.locum.authservice.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/**
 * PostgreSQL, for any number of auth services at a time. Transactions that write hold one lock of
 * the database from beginning to commit, so that they run one after the other whoever runs them:
 * rules need no other means against races than on SQLite. Committing in groups is what makes it
 * fast, and a process that hangs loses the lock with its transaction after {@link #STALLED}.
 */
public final class PostgresqlDatabase implements Database {

  /** How long a transaction may stand still before the database ends it and frees the lock. */
  static final Duration STALLED = Duration.ofSeconds(10);

  /** How long one statement may take; bounds how long a writer waits for the others, too. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Any number, but the same for every auth service: "locum" in ASCII. */
  private static final long WRITERS = 0x6c6f63756dL;

  private final String url;
  private final Properties properties;
  private final HikariDataSource readers;

  private PostgresqlDatabase(String url, Properties properties, HikariDataSource readers) {
    this.url = url;
    this.properties = properties;
    this.readers = readers;
  }

  /**
   * The database at this URL; it must exist, and need not answer yet.
   *
   * @param readers connections that read, at most
   * @param password secret
   */
  public static PostgresqlDatabase at(String url, String user, String password, int readers) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "locum-auth-service");
    properties.setProperty("connectTimeout", seconds(PATIENCE));
    // A server that went away without a word is noticed here, not by the caller's patience.
    properties.setProperty("socketTimeout", seconds(PATIENCE.multipliedBy(2)));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty(
        "options",
        "-c statement_timeout="
            + PATIENCE.toMillis()
            + " -c idle_in_transaction_session_timeout="
            + STALLED.toMillis());
    HikariConfig config = new HikariConfig();
    config.setPoolName("locum-store-readers");
    config.setJdbcUrl(url);
    config.setDataSourceProperties(properties);
    // One more asks for the state of the records all the while.
    config.setMaximumPoolSize(readers + 1);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(PATIENCE.dividedBy(2).toMillis());
    config.setInitializationFailTimeout(-1);
    return new PostgresqlDatabase(url, properties, new HikariDataSource(config));
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  @Override
  public Connection openWriter() throws SQLException {
    Properties writing = new Properties();
    writing.putAll(properties);
    // Changes that are deferred go as one statement with many rows.
    writing.setProperty("reWriteBatchedInserts", "true");
    Connection connection = DriverManager.getConnection(url, writing);
    try (Statement statement = connection.createStatement()) {
      // Whatever the server's default: what was answered survives its crash.
      statement.execute("SET synchronous_commit = on");
      // The writer finds rows by key. A plan that was made while a table was empty reads all of it,
      // and stays until the database next looks at the table, which may have grown meanwhile.
      statement.execute("SET enable_seqscan = off");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection openReader() throws SQLException {
    return readers.getConnection();
  }

  @Override
  public boolean isPooled() {
    return true;
  }

  @Override
  public boolean takesSeveral() {
    return true;
  }

  @Override
  public String beginWriting() {
    return "BEGIN; SELECT pg_advisory_xact_lock(" + WRITERS + ")";
  }

  @Override
  public String beginReading() {
    return "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }

  @Override
  public void migrate() {
    Migrations.run(url, properties);
  }

  @Override
  public SchemaState schema() {
    return Migrations.state(url, properties);
  }

  @Override
  public void close() {
    readers.close();
  }
}
