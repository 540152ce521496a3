package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.MutualTlsSettings;
import dev.locum.settings.ServerTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the auth service needs of this machine, and of those around it. */
final class AuthServiceChecks {

  private final CliContext context;
  private final AuthServiceSettings settings;
  private final StoreLook store;
  private final Instant now;
  private final List<Check> checks = new ArrayList<>();

  AuthServiceChecks(CliContext context, AuthServiceSettings settings, StoreLook store) {
    this.context = context;
    this.settings = settings;
    this.store = store;
    this.now = context.terminal().clock().instant();
  }

  List<Check> all() {
    checks.addAll(EncryptionKeyChecks.all(settings.keys()));
    if (settings.listen().transport() instanceof ServerTransport.Tls tls) {
      certificates(tls);
    }
    check(
        "issuer",
        new IssuerCheck(
                settings.issuer(),
                settings.listen().transport() instanceof ServerTransport.Tls tls
                    ? Optional.of(tls.certificate())
                    : Optional.empty())
            ::look);
    store();
    settings
        .bootstrap()
        .operatorKeyFile()
        .ifPresent(file -> check("bootstrap.operatorKeyFile", () -> keyFile(file)));
    settings
        .temporal()
        .forEach((namespace, temporal) -> {
          String setting = "temporal." + namespace;
          check(
              setting,
              new TemporalCheck(context, "authService." + setting, temporal, temporal.target())
                  ::look);
        });
    checks.addAll(TracesCheck.all("authService", settings.traces()));
    return checks;
  }

  private void check(String setting, Supplier<Finding> look) {
    checks.add(new Check("authService." + setting, look));
  }

  private void certificates(ServerTransport.Tls tls) {
    String host = String.valueOf(settings.issuer().getHost());
    check("listen.tls.certificate", () -> CertificateFile.look(tls.certificate(), host, now));
    check("listen.tls.key", () -> CertificateKey.look(tls.certificate(), tls.key()));
    tls.clientCa()
        .ifPresent(file -> check("listen.tls.clientCa", () -> CertificateFile.look(file, "", now)));
    settings.listen().mutualTls().ifPresent(mutual -> secondAddress(tls, mutual));
  }

  /** The server's certificate must be good for the second address, too. */
  private void secondAddress(ServerTransport.Tls tls, MutualTlsSettings mutual) {
    CertificateFile.Named named =
        new CertificateFile.Named(
            String.valueOf(mutual.url().getHost()),
            "the address for certificates",
            "authService.listen.mutualTls.url");
    check("listen.mutualTls.url", () -> CertificateFile.look(tls.certificate(), named, now));
    mutual
        .authorities()
        .ifPresent(file ->
            check("listen.mutualTls.authorities", () -> CertificateFile.look(file, "", now)));
  }

  /** What is in the database is looked at only if there is a way to it. */
  private void store() {
    Finding way = DatabaseChecks.look(settings.store().engine(), now);
    check("store", () -> way);
    if (way.verdict() != Finding.Verdict.BAD) {
      checks.addAll(store.look(settings, context.terminal().clock()));
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
