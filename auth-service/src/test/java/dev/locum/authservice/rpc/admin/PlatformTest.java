package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.fixture.ProcessWorld;
import java.nio.file.Path;

/** Over SQLite. */
class PlatformTest extends PlatformContract {

  @Override
  ProcessWorld openWorld(Path directory) {
    return ProcessWorld.open(directory);
  }
}
