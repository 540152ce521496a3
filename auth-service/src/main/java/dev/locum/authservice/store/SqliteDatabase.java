package dev.locum.authservice.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * SQLite in a file: write-ahead log, so that reading never waits for writing; {@code
 * synchronous=FULL}, so that a commit survives a power cut. The file and its directory are for the
 * owner alone when made here.
 */
public final class SqliteDatabase implements Database {

  private final Path file;
  private final Duration busyTimeout;

  private SqliteDatabase(Path file, Duration busyTimeout) {
    this.file = file;
    this.busyTimeout = busyTimeout;
  }

  /**
   * The database in this file; it is made when it is not there.
   *
   * @param busyTimeout how long a statement waits while another process holds the file
   * @throws StoreUnavailableException if the file cannot be made
   */
  public static SqliteDatabase at(Path file, Duration busyTimeout) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException e) {
      throw new StoreUnavailableException("the database file cannot be made", e);
    }
    return new SqliteDatabase(file, busyTimeout);
  }

  @Override
  public Connection openWriter() throws SQLException {
    return open();
  }

  @Override
  public Connection openReader() throws SQLException {
    Connection connection = open();
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
    }
    return connection;
  }

  /** At once for writing: a reader that turns writer could be refused in the middle. */
  @Override
  public String beginWriting() {
    return "BEGIN IMMEDIATE";
  }

  @Override
  public String beginReading() {
    return "BEGIN";
  }

  @Override
  public void migrate() {
    Migrations.run(url(), properties());
  }

  @Override
  public SchemaState schema() {
    return Migrations.state(url(), properties());
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(url(), properties());
  }

  private String url() {
    return "jdbc:sqlite:" + file.toAbsolutePath();
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("journal_mode", "WAL");
    properties.setProperty("synchronous", "FULL");
    properties.setProperty("foreign_keys", "true");
    properties.setProperty("busy_timeout", Long.toString(busyTimeout.toMillis()));
    // Deleted rows may have held hashes and sealed keys.
    properties.setProperty("secure_delete", "true");
    return properties;
  }
}
