package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.hsm.SoftHsm;
import dev.locum.testkit.oidc.FakeOidcProvider;
import dev.locum.testkit.oidc.ProviderTrick;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum doctor --config}: each common misconfiguration is found, and advice is given. */
@Timeout(60)
final class DoctorConfigurationTest {

  private static final String AUTH_SERVICE =
      """
      authService:
        listen:
          grpc: 0.0.0.0:7420
          http: 0.0.0.0:7421
          tls: {certificate: server.pem, key: "file:server-key.pem"}
        issuer: https://localhost:7421
        keys: {encryptionKey: "file:key-encryption.key"}
        store: {sqlite: authority.db}
        bootstrap: {operatorKeyFile: operator.jwk}
      """;

  private final CliFixture cli;
  private final Path directory;

  DoctorConfigurationTest(@TempDir Path directory) {
    this.directory = directory;
    this.cli = new CliFixture(directory.resolve("home"));
  }

  @BeforeEach
  void write() throws IOException {
    cli.clock.set(Instant.now());
    IssuedCertificate server =
        CertificateMaker.create(Clock.systemUTC(), Duration.ofDays(90), "test authority")
            .issueLocalServer("auth service");
    server.writeCertificate(directory.resolve("server.pem"));
    secret("server-key.pem", server.privateKeyPem());
    secret(
        "key-encryption.key", Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    configure(AUTH_SERVICE);
  }

  @AfterEach
  void close() {
    assertThat(cli.everythingSaid()).doesNotContain("PRIVATE KEY", "AAAAAAAA");
    cli.close();
  }

  @Test
  void allIsWell_endsWithZero() {
    Outcome looked = look();

    assertThat(looked.out())
        .contains(
            "good  authService settings",
            "good  authService.keys.encryptionKey: 32 bytes",
            "good  authService.listen.tls.certificate: valid until",
            "good  authService.store",
            "good  authService.bootstrap.operatorKeyFile");
    assertThat(looked.exit()).isZero();
  }

  @Test
  void unreadableKeyFile_andOneThatOthersMayRead_areFoundTogether() throws IOException {
    Files.delete(directory.resolve("key-encryption.key"));
    Files.setPosixFilePermissions(
        directory.resolve("server-key.pem"), PosixFilePermissions.fromString("rw-r--r--"));

    assertBad("there is no file", "is open to others", "chmod 600");
  }

  @Test
  void keyThatIsNone_isFound() throws IOException {
    secret("key-encryption.key", "too short");

    assertBad("authService.keys.encryptionKey: not 32 bytes", "openssl rand 32");
  }

  @Test
  void keystoreAndToken_areLookedAt() throws Exception {
    KeyStore keystore = KeyStore.getInstance("PKCS12");
    keystore.load(null, null);
    char[] password = "password of it".toCharArray();
    keystore.setKeyEntry("locum", new SecretKeySpec(new byte[32], "AES"), password, null);
    try (OutputStream out = Files.newOutputStream(directory.resolve("kek.p12"))) {
      keystore.store(out, password);
    }
    secret("keystore-password", "password of it");
    String keys = "encryptionKey: \"file:key-encryption.key\"";
    String opened = "encryptionKeystore: {file: kek.p12, password: \"file:keystore-password\"}";
    configure(AUTH_SERVICE.replace(keys, opened));
    assertThat(look().out())
        .contains("good  authService.keys.encryptionKeystore: an AES key of 256 bits");

    secret("keystore-password", "another");
    assertBad("authService.keys.encryptionKeystore: the password does not open", "keytool");

    secret("pin", "123456");
    configure(
        AUTH_SERVICE.replace(
            keys, "encryptionToken: {library: /nowhere/lib.so, label: locum, pin: \"file:pin\"}"));
    assertBad(
        "authService.keys.encryptionToken: there is no library /nowhere/lib.so", "pkcs11-tool");

    configure(AUTH_SERVICE.replace(keys, keys + ", " + opened));
    assertBad("more than one of [encryptionKey, encryptionKeystore, encryptionToken]", "exactly");
  }

  @Test
  void keyInAToken_isGood() throws Exception {
    SoftHsm hsm = SoftHsm.start("locum");
    hsm.makeKey("locum", "locum", 256);
    secret("pin", SoftHsm.PIN);
    configure(
        AUTH_SERVICE.replace(
            "encryptionKey: \"file:key-encryption.key\"",
            "encryptionToken: {library: %s, label: locum, pin: \"file:pin\"}"
                .formatted(hsm.library())));

    assertThat(look().out())
        .contains("good  authService.keys.encryptionToken: an AES key that stays in its token");
  }

  @Test
  void unknownSetting_isFoundWithItsLine() throws IOException {
    configure(AUTH_SERVICE.replace("issuer:", "isuer:"));

    assertBad("authService.isuer (line 6)", "correct each line");
  }

  @Test
  void expiredCertificate_isFound_andOneThatSoonIs() throws IOException {
    Clock then = Clock.fixed(Instant.now().minus(Duration.ofDays(40)), ZoneOffset.UTC);
    CertificateMaker.create(then, Duration.ofDays(30), "test authority")
        .issueLocalServer("auth service")
        .writeCertificate(directory.resolve("server.pem"));
    assertBad("expired at", "Put a new certificate there");

    CertificateMaker.create(then, Duration.ofDays(45), "test authority")
        .issueLocalServer("auth service")
        .writeCertificate(directory.resolve("server.pem"));
    assertThat(look().out()).contains("care  authService.listen.tls.certificate", "expires at");
  }

  @Test
  void certificateForAnotherHostThanTheIssuer_isFound() throws IOException {
    configure(AUTH_SERVICE.replace("https://localhost:7421", "https://auth.example.org:7421"));

    assertBad("the issuer is auth.example.org", "correct authService.issuer");
  }

  /** MT-1: clients reach the second address by another name, with the same certificate. */
  @Test
  void certificateForAnotherHostThanThatForCertificates_isFound_andSoAreItsAuthorities()
      throws IOException {
    String mutual = "  mutualTls: {url: 'https://%s:7422', authorities: clients.pem}%n    tls:";
    CertificateMaker.forTest().writeCertificate(directory.resolve("clients.pem"));
    configure(AUTH_SERVICE.replace("  tls:", mutual.formatted("localhost")));
    assertThat(look().out())
        .contains(
            "good  authService.listen.mutualTls.url", "authService.listen.mutualTls.authorities: ");

    configure(AUTH_SERVICE.replace("  tls:", mutual.formatted("mtls.example.org")));
    assertBad(
        "the address for certificates is mtls.example.org",
        "correct authService.listen.mutualTls.url");

    Files.delete(directory.resolve("clients.pem"));
    configure(AUTH_SERVICE.replace("  tls:", mutual.formatted("localhost")));
    assertBad("clients.pem cannot be read");
  }

  /** Whoever follows the issuer must come to this auth service and to its keys. */
  @Test
  void issuer_isReachedAsClientsReachIt() throws IOException {
    configure(AUTH_SERVICE.replace("https://localhost:7421", "https://nowhere.invalid"));
    assertBad("authService.issuer: there is no host nowhere.invalid", "enter it in DNS");

    configure(plaintext(cli.http.url()));
    assertThat(look().out())
        .contains("good  authService.issuer: " + cli.http.url() + " answers as itself, with 1");

    cli.http.publish("{\"keys\":[]}");
    assertBad("there are no signing keys at " + cli.http.url() + "/oauth/jwks");
    cli.http.publish("<html>not here</html>");
    assertBad("the signing keys cannot be had at " + cli.http.url() + "/oauth/jwks");

    cli.http.claimToBe("https://elsewhere.test");
    assertBad("is https://elsewhere.test", "character by character");

    cli.http.close();
    assertThat(look().out()).contains("care  authService.issuer: nobody answers at ");
  }

  @Test
  void databasesAuthorityThatHasExpired_isFound() throws IOException {
    Clock then = Clock.fixed(Instant.now().minus(Duration.ofDays(40)), ZoneOffset.UTC);
    CertificateMaker.create(then, Duration.ofDays(30), "database authority")
        .writeCertificate(directory.resolve("db-ca.pem"));
    secret("database-password", "database password");
    configure(
        postgresql(
            "jdbc:postgresql://db.example.org:5432/locum?sslmode=verify-full&sslrootcert="
                + directory.resolve("db-ca.pem")));

    assertBad("authService.store: sslrootcert", "expired at");
  }

  /** Renewing asks there whether the workflow is still open. */
  @Test
  void temporalThatDoesNotAnswerTheAuthService_isFound() throws IOException {
    configure(
        AUTH_SERVICE
            + "  temporal: {alice: {target: '127.0.0.1:1', insecure: {plaintext: true}}}\n");

    assertBad("authService.temporal.alice: 127.0.0.1:1 does not answer");
  }

  @Test
  void databaseThatDoesNotAnswer_isFound() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    secret("database-password", "database password");
    configure(postgresql("jdbc:postgresql://127.0.0.1:" + free + "/locum"));

    assertBad("nobody answers at 127.0.0.1:" + free, "Is PostgreSQL running there");
  }

  @Test
  void databaseWithoutTls_isFound_onAnotherMachineAsBad() throws IOException {
    secret("database-password", "database password");
    configure(postgresql("jdbc:postgresql://db.example.org:5432/locum"));
    assertBad("sslmode=verify-full");

    try (ServerSocket socket = new ServerSocket(0)) {
      configure(postgresql("jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/locum"));
      assertThat(look().out()).contains("care  authService.store", "not encrypted");
      configure(
          postgresql(
              "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/locum?sslmode=require"));
      assertThat(look().out())
          .contains("care  authService.store", "is not checked")
          .doesNotContain("not encrypted");
    }
  }

  @Test
  void storeInADirectoryThatIsNotThere_isFound() throws IOException {
    configure(AUTH_SERVICE.replace("authority.db", "nowhere/authority.db"));

    assertBad("there is no directory " + directory.resolve("nowhere"));
  }

  @Test
  void operatorsKeyThatOthersMayRead_isFound() throws IOException {
    Files.writeString(directory.resolve("operator.jwk"), "{}");
    Files.setPosixFilePermissions(
        directory.resolve("operator.jwk"), PosixFilePermissions.fromString("rw-r-----"));

    assertBad("others may read " + directory.resolve("operator.jwk"), "another key");
  }

  @Test
  void authServiceOfAnotherIssuer_andASpoolThatCannotBeWritten_areFound() throws IOException {
    cli.auth.answer(
        TokenServiceGrpc.getGetKeySetMethod(),
        request ->
            GetKeySetResponse.newBuilder()
                .setIssuer("https://elsewhere.test")
                .setJwks(cli.issuer.publicKeys().toJwks())
                .build());
    Files.writeString(directory.resolve("file"), "in the way");
    configure(trigger("file/spool"));

    assertBad(
        "is the auth service of https://elsewhere.test, and not of https://auth.test",
        "Correct trigger.issuer",
        "trigger.audit.spool: there is no directory");
  }

  @Test
  void authServiceThatIsDown_isFound() throws IOException {
    configure(trigger("spool"));
    cli.auth.goDown();

    assertBad("trigger.authService", "Is the auth service running there");
  }

  @Test
  void fileThatIsNone_isFound() throws IOException {
    configure("a: [");
    assertBad("Correct the file.");
    configure("cli: {issuer: https://auth.test}");
    assertBad("has no section of a process");
    Files.delete(directory.resolve("locum.yaml"));
    assertBad("cannot be read");
  }

  private static String plaintext(String issuer) {
    return AUTH_SERVICE
        .replace("0.0.0.0", "127.0.0.1")
        .replace(
            "tls: {certificate: server.pem, key: \"file:server-key.pem\"}",
            "insecure: {plaintext: true}")
        .replace("https://localhost:7421", issuer);
  }

  private static String postgresql(String url) {
    return AUTH_SERVICE.replace(
        "store: {sqlite: authority.db}",
        "store: {postgresql: {url: \"%s\", user: locum, password: \"file:database-password\"}}"
            .formatted(url));
  }

  private String trigger(String spool) throws IOException {
    secret("trigger.key", "lk_" + "a".repeat(43));
    return """
    trigger:
      listen:
        address: 127.0.0.1:7430
        insecure: {plaintext: true}
      issuer: https://auth.test
      authService: {target: "%s", insecure: {plaintext: true}}
      workload: {id: trigger, apiKey: "file:trigger.key"}
      temporal: {target: "127.0.0.1:7233", insecure: {plaintext: true}}
      audit: {spool: %s}
    """
        .formatted(cli.auth.address(), spool);
  }

  private void assertBad(String... found) {
    Outcome looked = look();
    assertThat(looked.exit()).isEqualTo(8);
    assertThat(looked.out()).contains("bad ").contains(List.of(found));
  }

  /** S3-88: a provider is asked as the auth service would ask it. */
  @Test
  void loginProvider_isAskedForItsMetadataAndTriedWithTheClient() throws IOException {
    try (FakeOidcProvider provider = FakeOidcProvider.start(Clock.systemUTC())) {
      secret("client.secret", FakeOidcProvider.SECRET);
      federate(provider.issuer());
      assertThat(look().out())
          .contains("metadata and client are right")
          .contains("https://localhost:7421/login/external/corp")
          .doesNotContain(FakeOidcProvider.SECRET);

      provider.play(ProviderTrick.TOKEN_ENDPOINT_ELSEWHERE);
      assertThat(look().out()).contains("token_endpoint is at another origin");

      provider.play(ProviderTrick.METADATA_OF_ANOTHER_ISSUER);
      assertThat(look().out()).contains("names another issuer");

      provider.play(ProviderTrick.NONE);
      Files.writeString(directory.resolve("client.secret"), "another-secret");
      assertThat(look().out()).contains("does not take the client locum");

      federate(provider.issuer() + "/none");
      assertThat(look().out()).contains("has no OpenID metadata");
    }
  }

  private void federate(String issuer) throws IOException {
    configure(
        AUTH_SERVICE
            + """
              federation:
                providers:
                  corp:
                    name: Corp
                    site: {issuer: "%s", insecure: {plaintext: true}}
                    client: {id: locum, secret: "file:client.secret"}
                    mapping: {tenant: alice}
            """
                .formatted(issuer));
  }

  private Outcome look() {
    return cli.run("doctor", "--config", directory.resolve("locum.yaml").toString());
  }

  private void configure(String yaml) throws IOException {
    Files.writeString(directory.resolve("locum.yaml"), yaml);
  }

  private void secret(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
