package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.output.JsonText;
import dev.locum.launcher.administration.AdministeredService.Outcome;
import java.nio.file.Path;
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

  private AdministeredService service;

  @BeforeEach
  void open(@TempDir Path directory) {
    service = AdministeredService.open(directory);
  }

  @AfterEach
  void close() {
    ExamplePlatform.requireNoSecretIn(service.everythingVisible());
    service.close();
  }

  @Test
  void platform_isSetUpAndSeen() {
    ExamplePlatform.setUp(service);

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
    ExamplePlatform.setUp(service);
    assertThat(service.run("doctor").out()).contains("queues: each queue of a route has a worker");

    service.succeed("workload", "disable", "alice-worker");
    assertThat(service.run("doctor").out())
        .contains("nobody may work on default/queue-alice of tenant alice", "--queue");
  }

  @Test
  void everyList_asJson_isAnArray() {
    ExamplePlatform.setUp(service);

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
    ExamplePlatform.setUp(service);

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
    ExamplePlatform.setUp(service);

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

  /** What is left out must never mean everybody. */
  @Test
  void reach_thatIsNotSaid_isAskedFor() {
    ExamplePlatform.setUp(service);

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
    ExamplePlatform.setUp(service);
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
    ExamplePlatform.setUp(service);

    assertThat(service.run("session", "list", "alice", "--limit", "0").err())
        .contains("expected: at least 1");
  }

  @Test
  void everything_isRemovedFromTheLeafUp() {
    ExamplePlatform.setUp(service);
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
}
