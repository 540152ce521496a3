package dev.locum.authservice.store;

import dev.locum.authservice.fixture.TestPostgresql;

/** What is presumed, on PostgreSQL. */
class PostgresqlPresumptionTest extends PresumptionContract {

  private final TestPostgresql.Login login = TestPostgresql.fresh();

  @Override
  Store open() {
    return JdbcStore.open(login.open(), StoreLimits.defaults());
  }
}
