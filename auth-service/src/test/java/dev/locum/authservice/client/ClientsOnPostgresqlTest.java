package dev.locum.authservice.client;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.TestPostgresql;
import java.nio.file.Path;

/** The same over PostgreSQL. */
class ClientsOnPostgresqlTest extends ClientsTest {

  @Override
  LoginWorld world(Path directory) {
    return LoginWorld.open(TestPostgresql.fresh());
  }
}
