package dev.locum.authservice.diagnosis;

import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.SchemaState;
import dev.locum.authservice.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a role of PostgreSQL may do in its schema, and what kind of server it is. */
final class DatabaseRights {

  private static final String RIGHTS = "store.rights";
  private static final int OLDEST = 140_000;

  /** What verifiers allow. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private static final String OTHERS =
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND NOT ";
  private static final String TABLE = "quote_ident(schemaname) || '.' || quote_ident(tablename)";

  /**
   * The server and the role.
   *
   * @param schema where tables are made; empty: nowhere
   */
  private record Server(
      int version,
      boolean isStandby,
      boolean isReadOnly,
      Optional<String> schema,
      boolean mayCreate,
      Instant now) {

    static Server read(Row row) {
      return new Server(
          row.integer("version"),
          row.flag("standby"),
          row.flag("readonly"),
          row.optionalText("schema"),
          row.flag("may_create"),
          Instant.ofEpochMilli(row.number("now")));
    }
  }

  private DatabaseRights() {}

  /** What stands in the way of reading anything, and the clocks. */
  static List<Diagnosis> server(Transaction tx, Clock clock) {
    Instant before = clock.instant();
    Server server = read(tx);
    List<Diagnosis> found = new ArrayList<>();
    found.add(clocks(before, server.now(), clock.instant()));
    if (server.version() < OLDEST) {
      found.add(
          Diagnosis.wrong(
              "store.server",
              "PostgreSQL " + server.version() / 10_000,
              "Locum needs PostgreSQL 14 or newer."));
    }
    access(tx, server).ifPresent(found::add);
    return found;
  }

  private static Server read(Transaction tx) {
    return tx.query(
            "SELECT current_setting('server_version_num')::int AS version,"
                + " pg_is_in_recovery() AS standby,"
                + " current_setting('default_transaction_read_only')::boolean AS readonly,"
                + " current_schema() AS schema,"
                + " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
                + " AS may_create,"
                + " (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now",
            Server::read)
        .getFirst();
  }

  private static Optional<Diagnosis> access(Transaction tx, Server server) {
    if (server.isStandby() || server.isReadOnly()) {
      return Optional.of(
          Diagnosis.wrong(
              RIGHTS,
              server.isStandby() ? "the server is a standby" : "transactions there only read",
              "Name the server that takes writes (with several hosts: targetServerType=primary), or"
                  + " take back default_transaction_read_only."));
    }
    if (server.schema().isEmpty()) {
      return Optional.of(
          Diagnosis.wrong(
              RIGHTS,
              "there is no schema in which the role may look",
              "Correct currentSchema in the URL, or GRANT USAGE ON SCHEMA … TO the role."));
    }
    List<String> closed =
        names(
            tx,
            Stream.of("SELECT", "INSERT", "UPDATE", "DELETE")
                .map(right -> "has_table_privilege(" + TABLE + ", '" + right + "')")
                .collect(Collectors.joining(" AND ", OTHERS + "(", ")")));
    return closed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Diagnosis.wrong(
                RIGHTS,
                "the role may not read and write " + String.join(", ", closed),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
                    + server.schema().get()
                    + " TO the role."));
  }

  /** Whether the role may do with the schema what the next start does. */
  static Diagnosis look(Transaction tx, SchemaState schema) {
    Server server = read(tx);
    String own = server.schema().orElse("");
    boolean isAbsent = schema.standing() == SchemaState.Standing.ABSENT;
    boolean isOlder = schema.standing() == SchemaState.Standing.OLDER;
    if ((isAbsent || isOlder) && !server.mayCreate()) {
      return Diagnosis.wrong(
          RIGHTS,
          "the role may make no tables in the schema " + own,
          "Make it the owner of the database, or GRANT CREATE ON SCHEMA " + own + " TO it.");
    }
    return isAbsent ? fresh(tx, own) : owned(tx, isOlder);
  }

  /** Where anything else is, the first start refuses to make tables beside it. */
  private static Diagnosis fresh(Transaction tx, String own) {
    return names(tx, OTHERS + "false").isEmpty()
        ? Diagnosis.sound(RIGHTS, "the role may make tables in the schema " + own)
        : Diagnosis.wrong(
            RIGHTS,
            "in the schema " + own + " are tables of something else",
            "Give Locum a database or a schema (currentSchema) of its own.");
  }

  private static Diagnosis owned(Transaction tx, boolean isOlder) {
    List<String> strange = names(tx, OTHERS + "pg_has_role(tableowner, 'USAGE')");
    if (strange.isEmpty()) {
      return Diagnosis.sound(RIGHTS, "the role reads, writes and owns the tables");
    }
    String found = "the role does not own " + String.join(", ", strange);
    String advice = "An upgrade changes tables: REASSIGN OWNED BY their owner TO the role.";
    return isOlder ? Diagnosis.wrong(RIGHTS, found, advice) : Diagnosis.care(RIGHTS, found, advice);
  }

  private static List<String> names(Transaction tx, String sql) {
    return tx.query(sql + " ORDER BY 1", row -> row.text("name"));
  }

  private static Diagnosis clocks(Instant before, Instant theirs, Instant after) {
    Duration ahead = Duration.between(theirs, before);
    Duration behind = Duration.between(after, theirs);
    Duration off = ahead.compareTo(behind) > 0 ? ahead : behind;
    return off.compareTo(SKEW) <= 0
        ? Diagnosis.sound("store.clock", "agrees with the database's to " + SKEW.toSeconds() + " s")
        : Diagnosis.care(
            "store.clock",
            "differs from the database's by about " + off.toSeconds() + " s",
            "One of the two is wrong: synchronize them (NTP). Where it is this one, tokens are"
                + " refused elsewhere, and other auth services over this database disagree.");
  }
}
