package dev.locum.authservice.rpc;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.store.Store;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Calls that presume, on PostgreSQL. */
class PostgresqlPresumedCallTest extends PresumedCallContract {

  @Override
  ProcessWorld open(Path directory, UnaryOperator<Store> watching) {
    return ProcessWorld.open(
        directory,
        LoginWorld.database(),
        (settings, clock) ->
            AuthServiceProcess.start(
                settings,
                clock,
                watching.apply(AuthServiceProcess.open(settings.store().engine()))));
  }
}
