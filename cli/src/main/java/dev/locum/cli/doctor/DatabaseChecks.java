package dev.locum.cli.doctor;

import dev.locum.settings.StoreEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way to the database of the auth service; what is in it, {@link StoreLook} looks at. */
final class DatabaseChecks {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int POSTGRESQL_PORT = 5432;
  private static final Pattern HOSTS = Pattern.compile("jdbc:postgresql://([^/]+)/.*");
  private static final Pattern ROOT = Pattern.compile(".*[?&]sslrootcert=([^&]+).*");

  private DatabaseChecks() {}

  static Finding look(StoreEngine engine, Instant now) {
    return switch (engine) {
      case StoreEngine.Sqlite sqlite -> sqlite(sqlite.file());
      case StoreEngine.Postgresql postgresql -> postgresql(postgresql.url(), now);
    };
  }

  private static Finding sqlite(Path file) {
    Finding directory = WritableDirectory.look(file.toAbsolutePath().getParent());
    if (directory.verdict() == Finding.Verdict.BAD) {
      return directory;
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      return Finding.bad(file + " cannot be written", "Give it to the user of the auth service.");
    }
    return isOpen(file)
        ? Finding.care(
            "others may read " + file,
            "chmod 600 " + file + ": it holds hashes of passwords and sealed keys.")
        : Finding.good(file + " can be written");
  }

  private static boolean isOpen(Path file) {
    try {
      return Files.exists(file)
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whether somebody listens there, and whom the connection trusts. */
  private static Finding postgresql(String url, Instant now) {
    Matcher root = ROOT.matcher(url);
    if (root.matches()) {
      Finding authority = CertificateFile.look(Path.of(root.group(1)), "", now);
      if (authority.verdict() != Finding.Verdict.GOOD) {
        return new Finding(
            authority.verdict(),
            "sslrootcert " + authority.found(),
            "Put the certificate of the database's authority there. " + authority.advice());
      }
    }
    Matcher hosts = HOSTS.matcher(url);
    if (!hosts.matches()) {
      return Finding.bad("the URL names no host", "jdbc:postgresql://HOST:PORT/DATABASE");
    }
    List<String> deaf =
        Arrays.stream(hosts.group(1).split(",", -1)).filter(host -> !answers(host)).toList();
    if (!deaf.isEmpty()) {
      return Finding.bad(
          "nobody answers at " + String.join(", ", deaf),
          "Is PostgreSQL running there, and does a firewall let this machine through?");
    }
    if (url.contains("sslmode=verify-full")) {
      return Finding.good(hosts.group(1) + " answers; the connection is encrypted and checked");
    }
    boolean isEncrypted = url.contains("sslmode=require") || url.contains("sslmode=verify-ca");
    return Finding.care(
        hosts.group(1)
            + (isEncrypted
                ? " answers; whether it is that host is not checked"
                : " answers; the connection is not encrypted"),
        "Only for a database on this machine: else ?sslmode=verify-full.");
  }

  private static boolean answers(String place) {
    int colon = place.lastIndexOf(':');
    boolean hasPort = colon > place.lastIndexOf(']');
    String host = (hasPort ? place.substring(0, colon) : place).replaceAll("[\\[\\]]", "");
    try (Socket socket = new Socket()) {
      int port = hasPort ? Integer.parseInt(place.substring(colon + 1)) : POSTGRESQL_PORT;
      socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
