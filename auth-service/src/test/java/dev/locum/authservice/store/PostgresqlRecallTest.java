package dev.locum.authservice.store;

import dev.locum.authservice.fixture.TestPostgresql;

/** What is remembered, on PostgreSQL. */
class PostgresqlRecallTest extends RecallContract {

  private final TestPostgresql.Login login = TestPostgresql.fresh();

  @Override
  Store open() {
    return JdbcStore.open(login.open(), StoreLimits.defaults());
  }
}
