package dev.locum.authservice.delegation;

import dev.locum.authservice.fixture.LoginWorld;
import java.nio.file.Path;

/** The same over PostgreSQL. */
class TaskCheckOnPostgresqlTest extends TaskCheckTest {

  @Override
  DelegationWorld world(Path directory) {
    return new DelegationWorld(LoginWorld.database());
  }
}
