package dev.locum.authservice.diagnosis;

import dev.locum.authservice.store.Database;
import dev.locum.authservice.store.DatabaseRefusedException;
import dev.locum.authservice.store.PostgresqlDatabase;
import dev.locum.authservice.store.SchemaState;
import dev.locum.authservice.store.SqliteDatabase;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.UntouchedDatabase;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.StoreEngine;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the database of an auth service as that would use it: login, schema, rights, the clock,
 * the signing keys and a few records. Nothing is written, and no schema is changed.
 */
public final class StoreDiagnosis {

  private static final String STORE = "store";
  private static final String SCHEMA = "store.schema";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AuthServiceSettings settings;
  private final Clock clock;
  private final List<Diagnosis> found = new ArrayList<>();

  private StoreDiagnosis(AuthServiceSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Looks; the first thing that stands in the way of the others is the last that is told. */
  public static List<Diagnosis> of(AuthServiceSettings settings, Clock clock) {
    StoreDiagnosis diagnosis = new StoreDiagnosis(settings, clock);
    switch (settings.store().engine()) {
      case StoreEngine.Sqlite sqlite -> diagnosis.sqlite(sqlite);
      case StoreEngine.Postgresql postgresql -> diagnosis.postgresql(postgresql);
    }
    return List.copyOf(diagnosis.found);
  }

  private void sqlite(StoreEngine.Sqlite sqlite) {
    Diagnosis disk = LocalDisk.look(sqlite.file());
    found.add(disk);
    if (disk.verdict() == Diagnosis.Verdict.WRONG) {
      return;
    }
    if (Files.exists(sqlite.file())) {
      look(SqliteDatabase.at(sqlite.file(), PATIENCE), "");
    } else {
      found.add(Diagnosis.sound(SCHEMA, "the file is made at the first start"));
      found.add(RecordsDiagnosis.firstOperator(settings.bootstrap()));
    }
  }

  private void postgresql(StoreEngine.Postgresql postgresql) {
    look(
        PostgresqlDatabase.at(
            postgresql.url(), postgresql.user(), postgresql.password().reveal(), 1),
        postgresql.user());
  }

  private void look(Database unopened, String user) {
    boolean isPostgresql = !user.isEmpty();
    try (UntouchedDatabase database = UntouchedDatabase.open(unopened)) {
      if (isPostgresql) {
        found.add(Diagnosis.sound("store.login", user + " is let in"));
        List<Diagnosis> server = database.read(tx -> DatabaseRights.server(tx, clock));
        found.addAll(server);
        if (server.stream().anyMatch(each -> each.verdict() == Diagnosis.Verdict.WRONG)) {
          return;
        }
      }
      SchemaState schema = database.schema();
      found.add(schema(schema));
      if (isPostgresql) {
        found.add(database.read(tx -> DatabaseRights.look(tx, schema)));
      }
      if (schema.standing() == SchemaState.Standing.PRESENT) {
        found.addAll(database.read(tx -> RecordsDiagnosis.look(tx, settings)));
      } else if (schema.standing() == SchemaState.Standing.ABSENT) {
        found.add(RecordsDiagnosis.firstOperator(settings.bootstrap()));
      }
    } catch (DatabaseRefusedException e) {
      found.add(refused(e.reason(), user));
    } catch (StoreUnavailableException e) {
      found.add(
          Diagnosis.wrong(
              STORE, "it cannot be read", "Is it a database, whole, and of this user?"));
    }
  }

  private static Diagnosis refused(DatabaseRefusedException.Reason reason, String user) {
    String login = "store.login";
    return switch (reason) {
      case LOGIN ->
          Diagnosis.wrong(
              login,
              user + " is not let in",
              "Is the password in store.postgresql.password that of the role, may the role log in"
                  + " (LOGIN), and does pg_hba.conf let it in from this machine?");
      case ABSENT ->
          Diagnosis.wrong(
              login, "there is no such database", "CREATE DATABASE … OWNER " + user + ";");
      case FULL ->
          Diagnosis.wrong(
              login,
              "the database takes no more connections",
              "Raise max_connections, or the role's CONNECTION LIMIT.");
      case CERTIFICATE ->
          Diagnosis.wrong(
              login,
              "the database does not prove to be that host",
              "Is its certificate of the authority in sslrootcert, for the host in the URL, and"
                  + " valid now? Does it have TLS switched on (ssl = on)?");
      case SILENT ->
          Diagnosis.wrong(
              STORE,
              "whoever answers there is not a database that can be used",
              "Is the port PostgreSQL's, and is it up? With sslmode, does it have TLS switched on?"
                  + " Is an SQLite file a database?");
    };
  }

  private static Diagnosis schema(SchemaState schema) {
    String version = schema.version().orElse("");
    return switch (schema.standing()) {
      case ABSENT ->
          Diagnosis.sound(SCHEMA, "none yet: the first start makes version " + schema.own());
      case PRESENT -> Diagnosis.sound(SCHEMA, "version " + version + ", as this program's");
      case OLDER ->
          Diagnosis.care(
              SCHEMA,
              "version " + version + ", and the next start brings it to " + schema.own(),
              "Make a backup before: there is no other way back.");
      case NEWER ->
          Diagnosis.wrong(
              SCHEMA,
              "version " + version + ", and this program's is " + schema.own(),
              "Start the later program that has been here, or restore the backup of before it.");
      case ALTERED ->
          Diagnosis.wrong(
              SCHEMA,
              "version " + version + " failed, or is not the one that was released",
              "The auth service does not start with it: restore a backup.");
    };
  }
}
