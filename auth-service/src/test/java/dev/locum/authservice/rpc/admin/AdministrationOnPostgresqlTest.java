package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import java.nio.file.Path;

/** Over PostgreSQL. */
class AdministrationOnPostgresqlTest extends AdministrationContract {

  @Override
  ProcessWorld openWorld(Path directory) {
    return ProcessWorld.open(directory, LoginWorld.database());
  }
}
