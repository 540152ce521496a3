package dev.locum.authservice.store;

import java.sql.SQLException;
import java.util.List;

/**
 * A database that is looked at as it is: it is brought to no other version, and nothing is written.
 * Not thread-safe.
 */
public final class UntouchedDatabase implements AutoCloseable {

  private final Database database;
  private final JdbcConnection connection;

  private UntouchedDatabase(Database database, JdbcConnection connection) {
    this.database = database;
    this.connection = connection;
  }

  /**
   * Logs in, and closes the database in the end.
   *
   * @throws DatabaseRefusedException if it does not let us in
   */
  public static UntouchedDatabase open(Database database) throws DatabaseRefusedException {
    try {
      return new UntouchedDatabase(
          database, new JdbcConnection(database.openWriter(), database.takesSeveral()));
    } catch (SQLException e) {
      database.close();
      throw new DatabaseRefusedException(e);
    }
  }

  /**
   * How its schema stands.
   *
   * @throws StoreUnavailableException if it cannot be read
   */
  public SchemaState schema() {
    return database.schema();
  }

  /**
   * Reads one snapshot; nothing of it is remembered.
   *
   * @throws StoreUnavailableException if it does not answer
   */
  public <T> T read(UnitOfWork<T> work) {
    connection.execute(List.of(database.beginReading()));
    try {
      return work.run(
          new ReadTransaction(
              new Memory(),
              Memory.UNKNOWN,
              () -> new ReadTransaction.Snapshot(connection, Memory.UNKNOWN),
              false));
    } finally {
      connection.rollback();
    }
  }

  @Override
  public void close() {
    connection.close();
    database.close();
  }
}
