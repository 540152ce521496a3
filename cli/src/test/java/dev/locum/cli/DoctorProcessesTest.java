package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.locum.cli.CliFixture.Outcome;
import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.net.FreePort;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.testkit.token.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code locum doctor --config} for the parts before the auth service: what is around a process and
 * not as its configuration says is found, and advice is given.
 */
@Timeout(60)
final class DoctorProcessesTest {

  private final CliFixture cli;
  private final Path directory;
  private final List<String> credentials = new CopyOnWriteArrayList<>();
  private HttpServer collector;
  private volatile int status = 200;

  DoctorProcessesTest(@TempDir Path directory) {
    this.directory = directory;
    this.cli = new CliFixture(directory.resolve("home"));
  }

  @BeforeEach
  void write() throws IOException {
    cli.clock.set(Instant.now());
    IssuedCertificate server =
        CertificateMaker.create(Clock.systemUTC(), Duration.ofDays(90), "test authority")
            .issueLocalServer("trigger");
    server.writeCertificate(directory.resolve("server.pem"));
    secret("server-key.pem", server.privateKeyPem());
    secret("workload.key", "test-key-trigger");
    secret("collector.secret", "Bearer collector-secret");
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void close() {
    assertThat(cli.everythingSaid())
        .doesNotContain("PRIVATE KEY", "test-key", "collector-secret", "eyJ");
    collector.stop(0);
    cli.close();
  }

  @Test
  void trigger_thatIsRight_isGood() throws IOException {
    configure(trigger());

    Outcome looked = look();

    assertThat(looked.out())
        .contains(
            "good  trigger.listen.tls.certificate",
            "good  trigger.listen.tls.key: is the certificate's",
            "good  trigger.reachedAt",
            "good  trigger.authService",
            "good  trigger.workload: trigger is let in, as TRIGGER",
            "good  trigger.temporal",
            "good  trigger.audit.spool",
            "good  trigger.traces");
    assertThat(looked.exit()).isZero();
    assertThat(credentials).containsExactly("Bearer collector-secret");
  }

  /** An audience, an issuer or a key of another installation: nobody is let in. */
  @Test
  void workloadThatIsNotLetIn_orOfAnotherKind_isFound() throws IOException {
    configure(trigger());
    secret("workload.key", "test-key-of-before");
    assertBad("trigger is not let in: CREDENTIAL_REJECTED", "locum workload list");

    secret("workload.key", "test-key-alice-worker");
    configure(trigger().replace("id: trigger", "id: alice-worker"));
    assertBad("alice-worker is a WORKER (expected: TRIGGER)", "--kind trigger");
  }

  @Test
  void clockThatDiffers_isFound() throws IOException {
    configure(trigger());
    TestClock theirs = TestClock.atNoon();
    theirs.set(cli.clock.instant().plusSeconds(90));
    String token =
        TestIssuer.at(theirs)
            .serviceToken()
            .workload("trigger")
            .audience("https://auth.example:7421")
            .text();
    cli.auth.answer(
        TokenServiceGrpc.getIssueServiceTokenMethod(),
        request -> IssueServiceTokenResponse.newBuilder().setServiceToken(token).build());

    assertBad("the clock differs from the auth service's by about", "NTP");
  }

  @Test
  void temporalThatIsAway_isFound() throws IOException {
    configure(
        trigger()
            .replaceFirst(
                "temporal: .*",
                "temporal: {target: '127.0.0.1:"
                    + FreePort.find()
                    + "', insecure: {plaintext: true}}"));

    assertBad("trigger.temporal: 127.0.0.1:", "does not answer", "Is Temporal running there");
  }

  @Test
  void keyOfAnotherCertificate_isFound() throws IOException {
    configure(trigger());
    secret(
        "server-key.pem", CertificateMaker.forTest().issueLocalServer("another").privateKeyPem());

    assertBad("trigger.listen.tls.key: it is the key of another certificate", "made together");
  }

  /** Nothing else tells why nobody is let in from one day to the next. */
  @Test
  void ownCertificateAndAuthoritiesThatHaveExpired_areFound() throws IOException {
    Clock then = Clock.fixed(Instant.now().minus(Duration.ofDays(40)), ZoneOffset.UTC);
    CertificateMaker former = CertificateMaker.create(then, Duration.ofDays(30), "authority");
    former.writeCertificate(directory.resolve("ca.pem"));
    IssuedCertificate own = former.issueClient("trigger");
    own.writeCertificate(directory.resolve("own.pem"));
    secret("own-key.pem", own.privateKeyPem());
    String tls = "target: \"%s\", tls: {ca: ca.pem}".formatted(cli.auth.address());
    configure(
        trigger()
            .replace(
                "apiKey: \"file:workload.key\"",
                "certificate: {certificate: own.pem, key: \"file:own-key.pem\"}")
            .replaceAll("target: \"[^\"]*\", insecure: \\{plaintext: true}", tls));

    assertBad(
        "bad   trigger.authService.tls.ca: " + directory.resolve("ca.pem") + " expired at",
        "bad   trigger.temporal.tls.ca: ",
        "bad   trigger.workload.certificate: " + directory.resolve("own.pem") + " expired at",
        "good  trigger.workload.certificate.key: is the certificate's");
  }

  @Test
  void nameThatTheCertificateLacks_isFound() throws IOException {
    configure(trigger().replace("https://localhost:7430", "https://trigger.example:7430"));

    assertBad("trigger.reachedAt", "a name of reachedAt is trigger.example", "trigger.reachedAt.");
  }

  @Test
  void collector_awayRefusingOrOfAnotherKind_isFound() throws IOException {
    configure(trigger());
    status = 401;
    assertBad("refuses the credential: 401", "trigger.traces.headers");
    status = 404;
    assertBad("takes no spans at /v1/traces: 404", "OTLP over HTTP");
    collector.stop(0);
    assertBad("trigger.traces: nobody answers at", "Is the collector running there?");
  }

  @Test
  void samplerThatRecordsNothing_isCare() throws IOException {
    configure(trigger().replace("recorded: 100", "recorded: 0"));

    Outcome looked = look();

    assertThat(looked.out()).contains("care  trigger.traces", "no trace that begins here");
    assertThat(looked.exit()).isZero();
  }

  @Test
  void downstream_isLookedAt_andItsWorkloadMustBeOne() throws IOException {
    secret("workload.key", "test-key-fleet");
    configure(downstream());
    assertThat(look().out()).contains("good  downstream.workload: fleet is let in, as DOWNSTREAM");

    secret("workload.key", "test-key-trigger");
    configure(downstream().replace("id: fleet", "id: trigger"));
    assertBad("trigger is a TRIGGER (expected: DOWNSTREAM)");
  }

  @Test
  void worker_isLookedAt_andItsQueueMustBeItsOwn() throws IOException {
    secret("workload.key", "test-key-alice-worker");
    configure(worker());
    assertThat(look().out())
        .contains(
            "good  worker.workload: alice-worker is let in, as WORKER",
            "good  worker.temporal: ",
            "good  worker.audit.spool");

    configure(worker().replace("queue-alice", "queue-bob"));
    assertBad("alice-worker does not own the queue default/queue-bob", "--queue default/queue-bob");
  }

  /** A gateway lets in whoever shows it an API key or a certificate of its own. */
  @Test
  void temporalThatWantsACredential_orAnotherOne_isFound() throws IOException {
    secret("workload.key", "test-key-alice-worker");
    CertificateMaker authority = CertificateMaker.forTest();
    authority.writeCertificate(directory.resolve("ca.pem"));
    IssuedCertificate shown = authority.issueLocalServer("gateway");
    try (FakeGateway gateway = FakeGateway.start(shown, "Bearer test-key-alice-worker")) {
      String reached = "temporal: {target: \"%s\", tls: {ca: ca.pem}}".formatted(gateway.address());
      configure(worker().replaceFirst("temporal: .*", reached));
      assertBad("wants a credential", "`locum workload issue-key`", "worker.temporal.apiKey");

      String withKey = reached.replace("}}", "}, apiKey: \"file:gateway.key\"}");
      configure(worker().replaceFirst("temporal: .*", withKey));
      secret("gateway.key", "test-key-of-before");
      assertBad("does not take the credential", "`locum workload show`");

      secret("gateway.key", "test-key-alice-worker");
      assertThat(look().out()).contains("good  worker.temporal: localhost:");
    }
  }

  private String worker() {
    return """
    worker:
      issuer: https://auth.example:7421
      authService: {target: "%s", insecure: {plaintext: true}}
      workload: {id: alice-worker, apiKey: "file:workload.key"}
      temporal: {target: "%s", insecure: {plaintext: true}}
      taskQueue: queue-alice
      audit: {spool: spool}
    """
        .formatted(cli.auth.address(), cli.auth.address());
  }

  private String trigger() {
    return """
    trigger:
      listen:
        address: 127.0.0.1:7430
        tls: {certificate: server.pem, key: "file:server-key.pem"}
      reachedAt: ["https://localhost:7430"]
      issuer: https://auth.example:7421
      authService: {target: "%s", insecure: {plaintext: true}}
      workload: {id: trigger, apiKey: "file:workload.key"}
      temporal: {target: "%s", insecure: {plaintext: true}}
      audit: {spool: spool}
      traces:
        endpoint: http://127.0.0.1:%d
        recorded: 100
        headers: {authorization: "file:collector.secret"}
    """
        .formatted(cli.auth.address(), cli.auth.address(), collector.getAddress().getPort());
  }

  private String downstream() {
    return """
    downstream:
      listen:
        address: 127.0.0.1:7461
        tls: {certificate: server.pem, key: "file:server-key.pem"}
      name: fleet
      issuer: https://auth.example:7421
      authService: {target: "%s", insecure: {plaintext: true}}
      workload: {id: fleet, apiKey: "file:workload.key"}
      audit: {spool: spool}
    """
        .formatted(cli.auth.address());
  }

  private void assertBad(String... found) {
    Outcome looked = look();
    assertThat(looked.exit()).isEqualTo(8);
    assertThat(looked.out()).contains("bad ").contains(List.of(found));
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
