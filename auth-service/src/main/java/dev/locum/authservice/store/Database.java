package dev.locum.authservice.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A kind of database: how to connect to it and bring it to the present schema. */
public interface Database extends AutoCloseable {

  /**
   * A new connection that may write; its commits are durable. Transactions are begun by statement.
   */
  Connection openWriter() throws SQLException;

  /** A new connection that only reads what was committed. */
  Connection openReader() throws SQLException;

  /**
   * Whether connections that read come out of a pool of its own: then each is given back after one
   * transaction.
   */
  default boolean isPooled() {
    return false;
  }

  /**
   * Whether its connections take several statements in one text and send them as one: then what
   * nobody waits for travels along.
   */
  default boolean takesSeveral() {
    return false;
  }

  /** The statement that begins a transaction that writes. */
  String beginWriting();

  /** The statement that begins a transaction that reads one snapshot. */
  String beginReading();

  /**
   * Brings the schema to the present version.
   *
   * @throws StoreUnavailableException if the database does not answer
   * @throws IllegalStateException if the schema is newer than this program or was altered
   */
  void migrate();

  /**
   * How the schema stands to the present version; changes nothing.
   *
   * @throws StoreUnavailableException if the database does not answer
   */
  SchemaState schema();

  /** Closes what it keeps open itself; the connections that it opened are their owners'. */
  @Override
  default void close() {}
}
