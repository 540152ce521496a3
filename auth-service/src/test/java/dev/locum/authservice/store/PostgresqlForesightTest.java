package dev.locum.authservice.store;

import dev.locum.authservice.fixture.TestPostgresql;

/** What is foreseen, on PostgreSQL. */
class PostgresqlForesightTest extends ForesightContract {

  private final TestPostgresql.Login login = TestPostgresql.fresh();

  @Override
  Store open() {
    return JdbcStore.open(login.open(), StoreLimits.defaults());
  }
}
