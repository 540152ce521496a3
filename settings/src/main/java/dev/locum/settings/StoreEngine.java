package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The database of the auth service. */
public sealed interface StoreEngine {

  /**
   * An SQLite file on a local disk; for one auth-service process.
   *
   * @param file the database file
   */
  @Choice(
      key = "sqlite",
      about = "SQLite file on a local disk, made when absent; for one auth-service process.",
      inline = true)
  record Sqlite(@Setting("The database file.") Path file) implements StoreEngine {}

  /**
   * A PostgreSQL database; for any number of auth-service processes.
   *
   * @param url JDBC URL without user or password
   * @param user the user, who owns the schema
   * @param password the user's password
   */
  @Choice(
      key = "postgresql",
      about = "PostgreSQL 14 or newer; for any number of auth-service processes.")
  record Postgresql(
      @Setting(
              "JDBC URL, `jdbc:postgresql://HOST:PORT/DATABASE`. The database exists; the tables"
                  + " are made. Unless the host is this machine, it says `sslmode=verify-full`,"
                  + " and `sslrootcert=FILE` where the authority is not one that Java trusts."
                  + " Options that are not for TLS or failover are refused, but `currentSchema`.")
          String url,
      @Setting("The database user; it may make tables in its schema.") String user,
      @Setting("The user's password.") Secret password)
      implements StoreEngine {

    private static final Pattern URL =
        Pattern.compile("jdbc:postgresql://([^/?#@\\s]+)/([^/?#@\\s]+)(\\?[^#\\s]*)?");
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Options that change neither who is connected to nor whether it is verified. The driver takes
     * a host, a certificate check of one's own and a password as options, too.
     */
    private static final List<String> OPTIONS =
        List.of(
            "ssl",
            "sslmode",
            "sslrootcert",
            "sslcert",
            "sslkey",
            "currentSchema",
            "targetServerType",
            "loadBalanceHosts",
            "hostRecheckSeconds");

    /** Refuses a URL that would send rows in clear or to another host, or holds the password. */
    public Postgresql {
      Matcher form = URL.matcher(url);
      boolean isUrl = form.matches();
      List<String> options =
          isUrl && form.group(3) != null
              ? List.of(form.group(3).substring(1).split("&", -1))
              : List.of();
      Rules.check()
          .require("url", isUrl, "of another form (expected: jdbc:postgresql://HOST:PORT/DATABASE)")
          .require(
              "url",
              isOnceOfTheList(options),
              "with another option, or one twice (expected: each at most once of "
                  + String.join(", ", OPTIONS)
                  + "; user and password are settings)")
          .require(
              "url",
              !isUrl || isLocal(form.group(1)) || options.contains("sslmode=verify-full"),
              "not this machine (expected: ?sslmode=verify-full)")
          .orThrow();
    }

    /** Of an option that is there twice, the driver takes the last. */
    private static boolean isOnceOfTheList(List<String> options) {
      List<String> names = options.stream().map(option -> option.split("=", 2)[0]).toList();
      return OPTIONS.containsAll(names) && Set.copyOf(names).size() == names.size();
    }

    private static boolean isLocal(String hosts) {
      return Arrays.stream(hosts.split(",", -1))
          .map(host -> host.replaceFirst(":[0-9]+$", ""))
          .allMatch(LOCAL::contains);
    }
  }
}
