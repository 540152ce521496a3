package dev.locum.authservice.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A database that is another one but for what a test changes. */
abstract class ForwardingDatabase implements Database {

  final Database actual;

  ForwardingDatabase(Database actual) {
    this.actual = actual;
  }

  @Override
  public Connection openWriter() throws SQLException {
    return actual.openWriter();
  }

  @Override
  public Connection openReader() throws SQLException {
    return actual.openReader();
  }

  @Override
  public boolean isPooled() {
    return actual.isPooled();
  }

  @Override
  public boolean takesSeveral() {
    return actual.takesSeveral();
  }

  @Override
  public String beginWriting() {
    return actual.beginWriting();
  }

  @Override
  public String beginReading() {
    return actual.beginReading();
  }

  @Override
  public void migrate() {
    actual.migrate();
  }

  @Override
  public SchemaState schema() {
    return actual.schema();
  }

  @Override
  public void close() {
    actual.close();
  }
}
