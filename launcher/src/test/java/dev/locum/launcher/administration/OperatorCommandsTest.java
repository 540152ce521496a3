package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.output.JsonText;
import dev.locum.launcher.administration.AdministeredService.Outcome;
import dev.locum.testkit.tls.CertificateMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From an empty store to a platform that works, by commands alone (S3-06). */
@Timeout(120)
class OperatorCommandsTest {

  private static final String PASSWORD = "a perfectly long phrase";

  private AdministeredService service;

  @BeforeEach
  void open(@TempDir Path directory) {
    service = AdministeredService.open(directory);
  }

  @AfterEach
  void close() {
    assertThat(service.everythingVisible()).doesNotContain(PASSWORD, "lk_", "\"d\"");
    service.close();
  }

  @Test
  void platform_isSetUpAndSeen() {
    setUp();

    assertThat(service.succeed("tenant", "list").lines())
        .containsExactly("TENANT  STATE", "alice   enabled");
    assertThat(service.succeed("user", "show", "alice/ada")).contains("roles    rider");
    assertThat(service.succeed("role", "list", "alice")).contains("alice/rider", "fleet.reserve");
    assertThat(service.succeed("workload", "list", "--tenant", "alice"))
        .contains("alice-worker", "WORKER", "default/queue-alice");
    assertThat(service.succeed("namespace", "show", "default"))
        .contains("(shared)", "REQUIRED", "CERTIFICATE, API_KEY");
    assertThat(service.succeed("route", "show", "alice/trip"))
        .contains(
            "fleet.release undoes fleet.reserve", "fleet by exchange", "delegation limit    1h");
    assertThat(service.succeed("downstream", "list")).contains("fleet", "fleet.release");
    assertThat(service.succeed("key", "list")).contains("ES256", "yes");
    assertThat(service.succeed("session", "list", "alice").lines()).hasSize(1);
  }

  /** Work that nobody may do waits for ever, and nothing else says so. */
  @Test
  void doctor_queueThatNobodyServes_isFound() {
    setUp();
    assertThat(service.run("doctor").out()).contains("queues: each queue of a route has a worker");

    service.succeed("workload", "disable", "alice-worker");
    assertThat(service.run("doctor").out())
        .contains("nobody may work on default/queue-alice of tenant alice", "--queue");
  }

  @Test
  void client_isRegisteredRotatedAndRemoved(@TempDir Path directory) throws IOException {
    setUp();
    Path secret = directory.resolve("shop.secret");
    service.succeed(
        "client",
        "put",
        "shop",
        "--name",
        "The shop",
        "--tenant",
        "alice",
        "--secret",
        "--redirect-uri",
        "https://shop.example/cb",
        "--grant",
        "code",
        "--grant",
        "refresh",
        "--scope",
        "openid",
        "--scope",
        "work");

    assertThat(service.succeed("client", "show", "shop"))
        .contains("client_secret_basic", "https://shop.example/cb", "authorization_code", "alice");
    String answer = service.succeed("client", "rotate-secret", "shop", "--to", secret.toString());
    assertThat(answer).doesNotContain("locum_cs_");
    assertThat(Files.readString(secret)).startsWith("locum_cs_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    assertThat(service.run("client", "rotate-secret", "shop", "--to", secret.toString()).exit())
        .isEqualTo(2);
    assertThat(
            service.run("client", "put", "shop", "--name", "The shop", "--tenant", "alice").err())
        .contains("exactly one of --public");
    assertThat(
            service
                .run(
                    "client",
                    "put",
                    "shop",
                    "--name",
                    "The shop",
                    "--all-tenants",
                    "--public",
                    "--secret")
                .err())
        .contains("exactly one of --public");
    service.succeed(
        "client",
        "put",
        "till",
        "--name",
        "Till",
        "--all-tenants",
        "--certificate-name",
        "dns=till.example",
        "--certificate-bound-tokens",
        "--grant",
        "device",
        "--scope",
        "openid");
    assertThat(service.succeed("client", "show", "till"))
        .contains("tls_client_auth dns=till.example")
        .containsPattern("certificate-bound tokens:? +yes");
    Path own = CertificateMaker.forTest().writeCertificate(directory.resolve("till.pem"));
    service.succeed(
        "client",
        "put",
        "till",
        "--name",
        "Till",
        "--all-tenants",
        "--certificate",
        "file:" + own,
        "--grant",
        "device",
        "--scope",
        "openid");
    assertThat(service.succeed("client", "show", "till")).contains("self_signed_tls_client_auth");
    assertThat(
            service
                .run(
                    "client",
                    "put",
                    "till",
                    "--name",
                    "Till",
                    "--all-tenants",
                    "--certificate-name",
                    "till.example")
                .err())
        .contains("KIND=NAME");
    // A client and a workload never share a name.
    assertThat(service.run("workload", "put", "shop", "--kind", "trigger").err())
        .contains("ALREADY_OWNED");
    assertThat(service.run("client", "remove", "shop").exit()).isZero();
    assertThat(service.run("client", "show", "shop").exit()).isEqualTo(4);
  }

  @Test
  void everyList_asJson_isAnArray() {
    setUp();

    for (List<String> list :
        List.of(
            List.of("tenant", "list"),
            List.of("user", "list", "alice"),
            List.of("role", "list", "alice"),
            List.of("workload", "list"),
            List.of("namespace", "list"),
            List.of("route", "list", "alice"),
            List.of("downstream", "list"),
            List.of("session", "list", "alice"),
            List.of("client", "list"),
            List.of("key", "list"))) {
      List<String> args = new ArrayList<>(list);
      args.addAll(List.of("-o", "json"));

      String json = service.succeed(args.toArray(String[]::new));

      assertThat(JsonText.isJson(json)).as(json).isTrue();
      assertThat(json.strip()).startsWith("[").endsWith("]");
    }
    assertThat(service.succeed("route", "show", "alice/trip", "-o", "json"))
        .contains("\"workflow_type\" : \"TripWorkflow\"", "\"delegation_limit\" : 3600");
  }

  @Test
  void refusal_saysWhatStandsInTheWay_andEndsWithOne() {
    setUp();

    Outcome refused = service.run("role", "remove", "alice/rider");

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .contains("role alice/rider: in use by user ada", "STATE_CONFLICT", "correlation");
    assertThat(service.run("tenant", "remove", "nobody"))
        .satisfies(outcome -> {
          assertThat(outcome.exit()).isEqualTo(4);
          assertThat(outcome.err()).contains("tenant nobody");
        });
    assertThat(service.run("tenant", "put", "Not A Name"))
        .satisfies(outcome -> {
          assertThat(outcome.exit()).isEqualTo(2);
          assertThat(outcome.err()).contains("tenant.name");
        });
    assertThat(service.run("user", "show", "alice/nobody").exit()).isEqualTo(4);
    assertThat(service.run("user", "show", "alice").exit()).isEqualTo(2);
    assertThat(service.run("user").exit()).isEqualTo(2);
  }

  @Test
  void refusal_asJson_isAnObject() {
    Outcome refused = service.run("tenant", "remove", "nobody", "-o", "json");

    assertThat(JsonText.parseObject(refused.err().strip())).isPresent();
    assertThat(refused.err()).contains("ENTITY_NOT_FOUND", "tenant nobody");
  }

  @Test
  void disable_isSeen_andPutKeepsIt() {
    setUp();

    assertThat(service.run("user", "disable", "alice/ada").err())
        .contains("user alice/ada: disabled");
    assertThat(service.run("user", "disable", "alice/ada").err()).contains("was disabled already");
    service.succeed("user", "put", "alice/ada", "--role", "rider");
    assertThat(service.succeed("user", "show", "alice/ada")).contains("disabled");
    service.succeed("user", "enable", "alice/ada");
    assertThat(service.succeed("user", "show", "alice/ada")).contains("enabled");
    for (String[] each :
        List.of(
            new String[] {"tenant", "disable", "alice"},
            new String[] {"workload", "disable", "alice-worker"},
            new String[] {"route", "disable", "alice/trip"})) {
      assertThat(service.run(each).exit()).isZero();
    }
    assertThat(service.succeed("tenant", "list")).contains("disabled");
    assertThat(service.succeed("workload", "list", "--tenant", "alice")).contains("disabled");
    assertThat(service.succeed("route", "list", "alice")).contains("disabled");
  }

  @Test
  void secretAsArgument_isNeitherTakenNorRepeated() {
    setUp();

    Outcome refused = service.run("user", "set-password", "alice/ada", "--from", "hunter2hunter2");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).doesNotContain("hunter2").contains("file:PATH");
    assertThat(service.run("user", "set-password", "alice/ada").exit())
        .as("nobody types")
        .isEqualTo(2);
  }

  /** What is left out must never mean everybody. */
  @Test
  void reach_thatIsNotSaid_isAskedFor() {
    setUp();

    for (String[] reach :
        List.of(new String[0], new String[] {"--tenant", "alice", "--platform"})) {
      List<String> put =
          new ArrayList<>(
              List.of("workload", "put", "wide", "--kind", "operator", "--administrator-role"));
      put.add("viewer");
      put.addAll(List.of(reach));
      Outcome refused = service.run(put.toArray(String[]::new));
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("exactly one of --tenant and --platform");
    }
    assertThat(service.run("workload", "put", "wide", "--kind", "trigger", "--platform").exit())
        .isEqualTo(2);
    for (String[] reach :
        List.of(new String[0], new String[] {"--tenant", "alice", "--all-tenants"})) {
      List<String> put =
          new ArrayList<>(List.of("client", "put", "wide", "--name", "Wide", "--public"));
      put.addAll(List.of(reach));
      Outcome refused = service.run(put.toArray(String[]::new));
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("exactly one of --tenant and --all-tenants");
    }
    assertThat(service.succeed("workload", "list")).doesNotContain("wide");
    assertThat(service.succeed("client", "list")).doesNotContain("wide");
  }

  /** What is left out must not let bearer tokens in again. */
  @Test
  void bindingOfTokens_isNotEndedByLeavingItOut() {
    setUp();
    String[] fleet = {"downstream", "put", "fleet", "--action", "fleet.reserve"};
    List<String> bound = new ArrayList<>(List.of(fleet));
    bound.addAll(List.of("--action", "fleet.release", "--sender-constraint", "dpop"));
    service.succeed(bound.toArray(String[]::new));
    List<String> trip =
        List.of(
            "route",
            "put",
            "alice/trip",
            "--namespace",
            "default",
            "--workflow-type",
            "TripWorkflow",
            "--queue",
            "queue-alice",
            "--action",
            "fleet.reserve",
            "--downstream",
            "fleet",
            "--delegation-limit",
            "1h");
    List<String> constrained = new ArrayList<>(trip);
    constrained.add("--sender-constrained");
    service.succeed(constrained.toArray(String[]::new));

    Outcome downstream = service.run(fleet);
    Outcome route = service.run(trip.toArray(String[]::new));

    assertThat(downstream.exit()).isEqualTo(2);
    assertThat(downstream.err()).contains("--sender-constraint");
    assertThat(route.exit()).isEqualTo(2);
    assertThat(route.err()).contains("--no-sender-constrained");
    List<String> free = new ArrayList<>(trip);
    free.add("--no-sender-constrained");
    assertThat(service.succeed(free.toArray(String[]::new))).contains("alice/trip");
    assertThat(service.succeed(trip.toArray(String[]::new))).contains("alice/trip");
  }

  @Test
  void sessionList_ofNone_isAUsageError() {
    setUp();

    assertThat(service.run("session", "list", "alice", "--limit", "0").err())
        .contains("expected: at least 1");
  }

  @Test
  void privateKeyGivenAsPublic_isNotSent() throws IOException {
    service.succeed("workload", "make-key", service.directory.resolve("own.jwk").toString());

    Outcome refused =
        service.run(
            "workload",
            "put",
            "own",
            "--kind",
            "trigger",
            "--public-key",
            "file:" + service.directory.resolve("own.jwk"));

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("nothing of it was sent");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(service.directory.resolve("own.jwk"))))
        .isEqualTo("rw-------");
    assertThat(service.run("workload", "make-key", service.directory.resolve("own.jwk").toString()))
        .as("never over a key that is there")
        .extracting(Outcome::exit)
        .isEqualTo(2);
  }

  @Test
  void apiKey_goesIntoAFileForItsOwner_andServesAsAdministratorsCredential() throws IOException {
    service.succeed(
        "workload",
        "put",
        "second",
        "--kind",
        "operator",
        "--platform",
        "--administrator-role",
        "viewer");
    Path file = service.directory.resolve("second.key");

    service.succeed("workload", "issue-key", "second", "--to", file.toString());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    service.writeProfile("second", "administrator: {id: second, apiKey: \"file:" + file + "\"}");
    service.succeed("tenant", "list", "--profile", "second");
    service.succeed("workload", "revoke-keys", "second");
    Outcome refused = service.run("tenant", "list", "--profile", "second");
    assertThat(refused.exit()).isEqualTo(7);
    assertThat(refused.err()).contains("CREDENTIAL_REJECTED", "cli.administrator");
  }

  @Test
  void profileWithoutAdministrator_isToldWhatToDo() {
    service.writeProfile("bare", "");

    Outcome refused = service.run("tenant", "list", "--profile", "bare");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("cli.administrator", "operatorKeyFile");
  }

  @Test
  void key_isRotatedAndRevoked() {
    String first = keyOf(service.succeed("key", "list"));

    service.succeed("key", "rotate", "--algorithm", "Ed25519");
    assertThat(service.succeed("key", "list")).contains("Ed25519", first);
    service.succeed("key", "revoke", first);

    assertThat(service.succeed("key", "list")).doesNotContain(first);
    assertThat(service.run("key", "rotate", "--algorithm", "none").exit()).isEqualTo(2);
  }

  @Test
  void everything_isRemovedFromTheLeafUp() {
    setUp();
    service.succeed("user", "put", "alice/ada");
    for (String[] each :
        List.of(
            new String[] {"role", "remove", "alice/rider"},
            new String[] {"route", "remove", "alice/trip"},
            new String[] {"workload", "remove", "alice-worker"},
            new String[] {"downstream", "remove", "fleet"},
            new String[] {"namespace", "remove", "default"})) {
      assertThat(service.run(each)).extracting(Outcome::exit).as(each[0]).isEqualTo(0);
    }
    assertThat(service.succeed("workload", "list").lines()).hasSize(2);
  }

  private static String keyOf(String list) {
    return list.lines().skip(1).findFirst().orElseThrow().split(" ", -1)[0];
  }

  private void setUp() {
    service.succeed("tenant", "put", "alice");
    service.succeed(
        "downstream", "put", "fleet", "--action", "fleet.reserve", "--action", "fleet.release");
    String key = service.directory.resolve("worker.jwk").toString();
    service.succeed("workload", "make-key", key);
    service.succeed(
        "workload",
        "put",
        "alice-worker",
        "--kind",
        "worker",
        "--tenant",
        "alice",
        "--queue",
        "default/queue-alice",
        "--public-key",
        "file:" + key + ".pub");
    service.succeed(
        "namespace",
        "put",
        "default",
        "--shared",
        "--delegations",
        "required",
        "--credential",
        "certificate",
        "--credential",
        "api-key");
    service.succeed(
        "route",
        "put",
        "alice/trip",
        "--namespace",
        "default",
        "--workflow-type",
        "TripWorkflow",
        "--queue",
        "queue-alice",
        "--action",
        "fleet.reserve",
        "--action",
        "fleet.release",
        "--compensation",
        "fleet.release=fleet.reserve",
        "--downstream",
        "fleet",
        "--delegation-limit",
        "1h");
    service.succeed("role", "put", "alice/rider", "--route", "trip", "--action", "fleet.reserve");
    service.succeed("user", "put", "alice/ada", "--role", "rider");
    Outcome set =
        service.runWith(PASSWORD + "\n", "user", "set-password", "alice/ada", "--from", "-");
    assertThat(set.exit()).as(set.err()).isZero();
  }
}
