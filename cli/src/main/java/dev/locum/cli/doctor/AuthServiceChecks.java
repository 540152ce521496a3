package dev.locum.cli.doctor;

import dev.locum.cli.profile.OwnerOnly;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.AuthServiceSettings.Engine;
import dev.locum.settings.MutualTlsSettings;
import dev.locum.settings.ServerTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the auth service needs of this machine. */
final class AuthServiceChecks {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int POSTGRESQL_PORT = 5432;
  private static final Pattern HOSTS = Pattern.compile("jdbc:postgresql://([^/]+)/.*");
  private static final Pattern ROOT = Pattern.compile(".*[?&]sslrootcert=([^&]+).*");

  private AuthServiceChecks() {}

  static List<Check> all(AuthServiceSettings settings, Instant now) {
    List<Check> checks = new ArrayList<>();
    checks.addAll(EncryptionKeyChecks.all(settings.keys()));
    if (settings.listen().transport() instanceof ServerTransport.Tls tls) {
      checks.add(
          new Check(
              "authService.listen.tls.certificate",
              () ->
                  CertificateFile.look(
                      tls.certificate(), String.valueOf(settings.issuer().getHost()), now)));
      checks.add(
          new Check(
              "authService.listen.tls.key",
              () -> CertificateKey.look(tls.certificate(), tls.key())));
      tls.clientCa()
          .ifPresent(file ->
              checks.add(
                  new Check(
                      "authService.listen.tls.clientCa",
                      () -> CertificateFile.look(file, "", now))));
      settings
          .listen()
          .mutualTls()
          .ifPresent(mutual -> checks.addAll(certificates(tls, mutual, now)));
    }
    checks.add(new Check("authService.store", () -> store(settings.store().engine())));
    settings
        .bootstrap()
        .operatorKeyFile()
        .ifPresent(file ->
            checks.add(new Check("authService.bootstrap.operatorKeyFile", () -> keyFile(file))));
    checks.addAll(TracesCheck.all("authService", settings.traces()));
    return checks;
  }

  /** The server's certificate must be good for the second address, too. */
  private static List<Check> certificates(
      ServerTransport.Tls tls, MutualTlsSettings mutual, Instant now) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "authService.listen.mutualTls.url",
            () ->
                CertificateFile.look(
                    tls.certificate(),
                    new CertificateFile.Named(
                        String.valueOf(mutual.url().getHost()),
                        "the address for certificates",
                        "authService.listen.mutualTls.url"),
                    now)));
    mutual
        .authorities()
        .ifPresent(file ->
            checks.add(
                new Check(
                    "authService.listen.mutualTls.authorities",
                    () -> CertificateFile.look(file, "", now))));
    return checks;
  }

  private static Finding store(Engine engine) {
    return switch (engine) {
      case Engine.Sqlite sqlite -> sqlite(sqlite.file());
      case Engine.Postgresql postgresql -> postgresql(postgresql.url());
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

  /** Whether somebody listens there; the user and the schema are the auth service's to check. */
  private static Finding postgresql(String url) {
    Matcher root = ROOT.matcher(url);
    if (root.matches() && !Files.isReadable(Path.of(root.group(1)))) {
      return Finding.bad(
          "sslrootcert " + root.group(1) + " cannot be read",
          "Put the certificate of the database's authority there.");
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

  private static Finding keyFile(Path file) {
    if (!Files.exists(file)) {
      return WritableDirectory.look(file.toAbsolutePath().getParent());
    }
    try {
      return OwnerOnly.isPrivate(file)
          ? Finding.good("for its owner alone")
          : Finding.bad(
              "others may read " + file,
              "chmod 600 " + file + ", and give the operator another key: it is not secret.");
    } catch (IOException e) {
      return Finding.care(file + ": its permissions cannot be seen", "Look at them by hand.");
    }
  }
}
