package dev.locum.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.settings.tree.Problem;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may say. What the parser takes is in {@code TreeParserTest}. */
class SettingsLoaderTest {

  private static final String TRIGGER =
      """
      trigger:
        issuer: https://localhost:7421
        listen:
          insecure: {plaintext: true}
        authService:
          target: localhost:7420
          insecure: {plaintext: true}
        workload:
          id: trigger
          apiKey: env:TRIGGER_KEY
        temporal:
          target: 127.0.0.1:7233
          insecure: {plaintext: true}
        audit:
          spool: spool
      """;

  private static final String AUTH =
      """
      authService:
        listen:
          insecure: {plaintext: true}
        issuer: http://localhost:7421
        keys:
          encryptionKey: file:kek
        store:
          sqlite: auth.db
      """;

  @TempDir private Path directory;

  private final SettingsLoader loader = new SettingsLoader(Map.of("TRIGGER_KEY", "api-key-value"));

  @BeforeEach
  void writeKey() throws IOException {
    secret("kek", "key-of-keys\n", "rw-------");
  }

  @Test
  void parse_smallestTrigger_hasDocumentedDefaults() {
    TriggerSettings settings = trigger(TRIGGER);

    assertThat(settings.listen().address()).isEqualTo(new Address("127.0.0.1", 7430));
    assertThat(settings.listen().transport()).isEqualTo(ServerTransport.plaintext());
    assertThat(settings.workload().proof())
        .isEqualTo(new WorkloadProof.ApiKey(Secret.of("api-key-value")));
    assertThat(settings.audit().spool()).isEqualTo(directory.resolve("spool"));
    assertThat(settings.limits().watchers()).isEqualTo(1000);
    assertThat(settings.limits().watchersPerUser()).isEqualTo(20);
    assertThat(settings.limits().authServiceTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.temporal().apiKey()).isEmpty();
  }

  @Test
  void parse_traces_areOffUnlessSet() {
    assertThat(trigger(TRIGGER).traces()).isEmpty();

    assertThat(trigger(TRIGGER + "  traces: {endpoint: \"http://[::1]:4318\"}\n").traces())
        .contains(
            new TracesSettings(
                URI.create("http://[::1]:4318"), CertificateAuthority.system(), 100, Map.of()));
  }

  /** Spans say which tenant did what, and when. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://collector.example.org:4318",
        "http://127.0.0.1.example.org:4318",
        "https://collector.example.org:4318/v1/traces"
      })
  void parse_collectorOfAnotherMachine_needsTlsAndNoPath(String endpoint) {
    assertThatThrownBy(() -> trigger(TRIGGER + "  traces: {endpoint: \"" + endpoint + "\"}\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("traces")
        .hasMessageContaining("endpoint");
  }

  @Test
  void parse_smallestAuthService_hasDocumentedDefaults() {
    AuthServiceSettings settings = loader.parse(AUTH, directory, AuthServiceSettings.class);

    assertThat(settings.listen().grpc()).isEqualTo(new Address("127.0.0.1", 7420));
    assertThat(settings.listen().http()).isEqualTo(new Address("127.0.0.1", 7421));
    assertThat(settings.issuer()).isEqualTo(URI.create("http://localhost:7421"));
    assertThat(settings.trustDomain()).isEqualTo("locum");
    assertThat(settings.keys().encryption())
        .isEqualTo(new KeyEncryptionSource.Octets(Secret.of("key-of-keys")));
    assertThat(settings.keys().algorithm()).isEqualTo(AuthServiceSettings.Algorithm.ES256);
    assertThat(settings.store().engine())
        .isEqualTo(new StoreEngine.Sqlite(directory.resolve("auth.db")));
    assertThat(settings.limits().accessTokenLife()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.limits().startWindow()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.bootstrap().operatorKeyFile()).isEmpty();
    assertThat(settings.temporal()).isEmpty();
  }

  @Test
  void parse_postgresql_takesUrlUserAndSecret() {
    AuthServiceSettings settings = withStore("jdbc:postgresql://127.0.0.1:5432/locum");

    assertThat(settings.store().engine())
        .isEqualTo(
            new StoreEngine.Postgresql(
                "jdbc:postgresql://127.0.0.1:5432/locum", "locum", Secret.of("key-of-keys")));
    assertThat(settings.toString()).doesNotContain("key-of-keys");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.org/locum?sslmode=verify-full",
        "jdbc:postgresql://a.example.org:5432,b.example.org:5432/locum?sslmode=verify-full&sslrootcert=ca.pem",
        "jdbc:postgresql://[::1]:5432/locum",
        "jdbc:postgresql://localhost/locum?ssl=false"
      })
  void parse_postgresqlUrlThatProtectsRows_isTaken(String url) {
    assertThat(withStore(url).store().engine()).isInstanceOf(StoreEngine.Postgresql.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.org/locum",
        "jdbc:postgresql://db.example.org/locum?sslmode=require",
        "jdbc:postgresql://127.0.0.1,db.example.org/locum",
        "jdbc:postgresql://127.0.0.1/locum?password=x",
        "jdbc:postgresql://127.0.0.1/locum?user=x&ssl=false",
        "jdbc:postgresql://127.0.0.1/locum?PGHOST=db.example.org",
        "jdbc:postgresql://127.0.0.1/locum?host=db.example.org",
        "jdbc:postgresql://127.0.0.1/locum?service=elsewhere",
        "jdbc:postgresql://db.example.org/locum?sslmode=verify-full&sslmode=disable",
        "jdbc:postgresql://db.example.org/locum?sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory",
        "jdbc:postgresql://user:x@127.0.0.1/locum",
        "jdbc:postgresql:locum",
        "jdbc:sqlite:locum.db"
      })
  void parse_postgresqlUrlInClearElsewhereOrWithACredential_isRefused(String url) {
    SettingsException failure = catchThrowableOfType(SettingsException.class, () -> withStore(url));

    assertThat(failure.problems())
        .extracting(Problem::path)
        .containsExactly("authService.store.postgresql.url");
  }

  private AuthServiceSettings withStore(String url) {
    String engine = "postgresql: {url: '" + url + "', user: locum, password: file:kek}";
    return loader.parse(
        AUTH.replace("sqlite: auth.db", engine), directory, AuthServiceSettings.class);
  }

  @Test
  void parse_manyProblems_tellsAllWithPathAndLine() {
    String text =
        """
        trigger:
          issuer: https://localhost:7421
          listen:
            address: nowhere
          authService:
            target: auth.example.org:7420
            insecure: {plaintext: true}
          workload:
            id: Not An Id
            apiKey: plain-text-key
            privateKey: file:x
          limits:
            watchers: 0
            watchersPerUser: 0
            authServiceTimeout: 5 seconds
          colour: blue
        unknownPart: {}
        """;

    SettingsException failure = catchThrowableOfType(SettingsException.class, () -> trigger(text));

    assertThat(failure.problems())
        .extracting(Problem::path)
        .contains(
            "unknownPart",
            "trigger.colour",
            "trigger.listen.address",
            "trigger.listen",
            "trigger.authService.insecure",
            "trigger.workload.id",
            "trigger.workload",
            "trigger.temporal.target",
            "trigger.temporal",
            "trigger.audit.spool",
            "trigger.limits.watchers",
            "trigger.limits.watchersPerUser",
            "trigger.limits.authServiceTimeout");
    assertThat(failure)
        .hasMessageContaining("trigger.colour (line 16)")
        .hasMessageNotContaining("plain-text-key");
  }

  @Test
  void parse_absentSection_namesWhatIsMissing() {
    assertThatThrownBy(() -> trigger(""))
        .hasMessageContaining("trigger.authService.target: missing")
        .hasMessageContaining("trigger.listen: none of [tls, insecure] (expected: exactly one");
  }

  @ParameterizedTest
  @CsvSource({
    "'    insecure: {plaintext: true}', '    insecure: {plaintext: false}'",
    "'    insecure: {plaintext: true}', ''",
    "localhost:7420, 10.0.0.1:7420",
    "127.0.0.1:7233, temporal.example.org:7233",
    "env:TRIGGER_KEY, api-key-value",
    "env:TRIGGER_KEY, env:NOT_SET",
    "env:TRIGGER_KEY, file:absent",
    "'  listen:', '  listen:\n    address: 0.0.0.0:7430'"
  })
  void parse_whatWouldLeaveSomethingOpen_isRefused(String from, String to) {
    assertThat(TRIGGER).contains(from);

    assertThatThrownBy(() -> trigger(TRIGGER.replace(from, to)))
        .isInstanceOf(SettingsException.class);
  }

  @Test
  void parse_tlsAndInsecure_isRefused() {
    String both =
        TRIGGER.replace(
            "  listen:\n", "  listen:\n    tls: {certificate: c.pem, key: env:TRIGGER_KEY}\n");

    assertThatThrownBy(() -> trigger(both))
        .hasMessageContaining("more than one of [tls, insecure]");
  }

  @Test
  void parse_httpIssuerWithTls_isRefused() throws IOException {
    secret("tls.key", "pem", "rw-------");
    String text =
        AUTH.replace("insecure: {plaintext: true}", "tls: {certificate: c.pem, key: file:tls.key}");

    assertThatThrownBy(() -> loader.parse(text, directory, AuthServiceSettings.class))
        .hasMessageContaining("authService.issuer");
  }

  /** MT-1: certificates need TLS, and an address of their own. */
  @Test
  void parse_mutualTls_needsTlsAndAnOrigin() throws IOException {
    secret("tls.key", "pem", "rw-------");
    String listen = "listen:\n    mutualTls: {url: 'https://auth.example:7422'}\n";
    String plain = AUTH.replace("listen:\n", listen);
    assertThatThrownBy(() -> loader.parse(plain, directory, AuthServiceSettings.class))
        .hasMessageContaining("authService.listen.mutualTls");

    String text =
        plain
            .replace("insecure: {plaintext: true}", "tls: {certificate: c.pem, key: file:tls.key}")
            .replace("http://localhost", "https://localhost");
    MutualTlsSettings settings =
        loader.parse(text, directory, AuthServiceSettings.class).listen().mutualTls().orElseThrow();
    assertThat(settings.address().port()).isEqualTo(7422);
    assertThat(settings.authorities()).isEmpty();
    for (String url :
        List.of("http://auth.example", "https://auth.example/x", "https://a@b", "auth:7422")) {
      String other = text.replace("https://auth.example:7422", url);
      assertThatThrownBy(() -> loader.parse(other, directory, AuthServiceSettings.class))
          .as(url)
          .hasMessageContaining("authService.listen.mutualTls.url");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r--r--,false",
    "rw----r--,false",
    "rw-rw----,false",
    "rw-r-----,true",
    "r--------,true"
  })
  void parse_secretFileOpenToOthers_isRefused(String mode, boolean accepted) throws IOException {
    secret("kek", "key-of-keys", mode);

    if (accepted) {
      assertThat(loader.parse(AUTH, directory, AuthServiceSettings.class).keys().encryption())
          .isEqualTo(new KeyEncryptionSource.Octets(Secret.of("key-of-keys")));
    } else {
      assertThatThrownBy(() -> loader.parse(AUTH, directory, AuthServiceSettings.class))
          .hasMessageContaining("is open to others");
    }
  }

  @Test
  void parse_otherSection_isCheckedButItsSecretsAreNotRead() {
    String other = AUTH.replace("file:kek", "file:only-the-auth-service-has-it");

    assertThat(trigger(TRIGGER + other).workload().id()).isEqualTo("trigger");
    assertThatThrownBy(() -> trigger(TRIGGER + other.replace("issuer:", "isuer:")))
        .hasMessageContaining("authService.isuer")
        .hasMessageContaining("authService.issuer: missing");
  }

  @Test
  void parse_forwardToExternalDownstream_isStartUpError() {
    // S3-37, S3-40: an external downstream configured as forward does not start; unset is exchange.
    String worker =
        TRIGGER
                .replace("  listen:\n    insecure: {plaintext: true}\n", "")
                .replace("trigger:\n", "worker:\n")
                .replace("id: trigger", "id: alice-worker")
            + """
              taskQueue: queue-alice
              downstreams:
                fleet: {target: "localhost:1", insecure: {plaintext: true}}
                billing: {target: "localhost:2", insecure: {plaintext: true}, mode: forward, internal: true}
            """;

    WorkerSettings settings = loader.parse(worker, directory, WorkerSettings.class);

    assertThat(settings.downstreams())
        .hasEntrySatisfying(
            "fleet", peer -> assertThat(peer.mode()).isEqualTo(WorkerSettings.Mode.EXCHANGE))
        .hasEntrySatisfying(
            "billing", peer -> assertThat(peer.mode()).isEqualTo(WorkerSettings.Mode.FORWARD));
    for (String mode : new String[] {"forward", "slice"}) {
      String external = worker.replace("mode: forward, internal: true", "mode: " + mode);
      assertThatThrownBy(() -> loader.parse(external, directory, WorkerSettings.class))
          .hasMessageContaining("worker.downstreams.billing.mode");
    }
  }

  @Test
  void toString_ofSettings_showsNoSecret() {
    assertThat(trigger(TRIGGER).toString()).doesNotContain("api-key-value");
    assertThat(loader.parse(AUTH, directory, AuthServiceSettings.class).toString())
        .doesNotContain("key-of-keys");
  }

  @Test
  void load_file_resolvesPathsFromItsDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("locum.yaml"), TRIGGER);

    assertThat(loader.load(file, TriggerSettings.class).audit().spool())
        .isEqualTo(directory.resolve("spool"));
    assertThatThrownBy(() -> loader.load(directory.resolve("absent.yaml"), TriggerSettings.class))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cannot be read");
  }

  private TriggerSettings trigger(String text) {
    return loader.parse(text, directory, TriggerSettings.class);
  }

  private void secret(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
