package dev.locum.authservice.client;

import dev.locum.authservice.fixture.LoginWorld;
import java.nio.file.Path;

/** The same over PostgreSQL. */
class ClientsOnPostgresqlTest extends ClientsTest {

  @Override
  LoginWorld world(Path directory) {
    return LoginWorld.open(LoginWorld.database());
  }
}
