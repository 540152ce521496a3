package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.output.JsonText;
import dev.locum.launcher.administration.AdministeredService.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The platform from a file and back. */
@Timeout(120)
class ApplyCommandTest {

  private static final String PLATFORM =
      """
      # In no particular order.
      users:
        - {tenant: alice, name: ada, roles: [rider]}
      tenants:
        - name: alice
      roles:
        - tenant: alice
          name: rider
          routes: [trip]
          actions: [fleet.reserve]
      routes:
        - tenant: alice
          name: trip
          namespace: default
          workflowType: "Trip: Workflow"
          taskQueues: [queue-alice]
          actions: [fleet.reserve, fleet.release]
          compensations:
            - {action: fleet.release, undoes: fleet.reserve}
          delegationLimit: 1h
          senderConstrained: true
          downstreams:
            - {downstream: fleet, mode: on-behalf}
      workloads:
        - id: alice-worker
          kind: worker
          tenant: alice
          taskQueues:
            - {namespace: default, taskQueue: queue-alice}
      namespaces:
        - {name: default, shared: true, delegations: required, credentials: [certificate, api-key]}
      downstreams:
        - name: fleet
          actions: [fleet.reserve, fleet.release]
          tokenLifetime: 30s
          senderConstraint: dpop
      """;

  private AdministeredService service;
  private Path file;

  @BeforeEach
  void open(@TempDir Path directory) {
    service = AdministeredService.open(directory);
    file = service.write("platform.yaml", PLATFORM);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void apply_thenExport_thenApply_plansNothing_andIsTheSameElsewhere(@TempDir Path elsewhere) {
    String applied = service.succeed("apply", "-f", file.toString(), "--yes");
    String export = service.succeed("export");

    assertThat(applied).contains("7 to create, 0 to replace, 0 to remove.", "Done.");
    service.write("export.yaml", export);
    assertThat(service.succeed("apply", "-f", service.directory + "/export.yaml", "--prune"))
        .contains("Nothing to do");
    assertThat(service.succeed("apply", "-f", file.toString())).contains("Nothing to do");
    try (AdministeredService other = AdministeredService.open(elsewhere)) {
      Path copy = other.write("export.yaml", export);
      other.succeed("apply", "-f", copy.toString(), "--yes");
      assertThat(other.succeed("export")).as("byte for byte").isEqualTo(export);
    }
    assertThat(export)
        .contains("workflowType: \"Trip: Workflow\"", "mode: on-behalf", "tokenLifetime: 30s")
        .contains("senderConstraint: dpop", "senderConstrained: true");
  }

  @Test
  void plan_isADifferenceOfLines_inColour() {
    service.succeed("apply", "-f", file.toString(), "--yes");
    service.write("platform.yaml", PLATFORM.replace("delegationLimit: 1h", "delegationLimit: 2h"));

    String plan = service.succeed("apply", "-f", file.toString(), "--dry-run", "--color", "always");

    assertThat(plan)
        .contains(
            "route alice/trip: replace",
            "\u001b[31m-     delegationLimit: 1h\u001b[0m",
            "\u001b[32m+     delegationLimit: 2h\u001b[0m");
    assertThat(service.succeed("route", "show", "alice/trip")).contains("delegation limit    1h");
  }

  @Test
  void withoutYes_whereNobodyCanBeAsked_nothingIsDone() {
    Outcome refused = service.run("apply", "-f", file.toString());

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--yes");
    assertThat(service.succeed("export")).isEqualTo("{}\n");
  }

  @Test
  void unknownFieldsAndValues_areRefusedTogether_withFileLineAndSuggestion() {
    service.write(
        "platform.yaml",
        PLATFORM
            .replace("workflowType:", "workflowTyp:")
            .replace("kind: worker", "kind: wroker")
            .replace("delegationLimit: 1h", "delegationLimit: an hour")
            .replace("  - name: alice", "  - name: alice\n    colour:\n      red: 1"));

    Outcome refused = service.run("apply", "-f", file.toString(), "--yes");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            file + ":6: tenants[0].colour: not known (expected: name, disabled)",
            file + ":17: routes[0].workflowTyp: not known (did you mean workflowType?)",
            file + ":22: routes[0].delegationLimit: not a duration",
            ": workloads[0].kind: not known (did you mean worker?)");
    assertThat(service.succeed("export")).isEqualTo("{}\n");
  }

  @Test
  void whatTheServiceRefuses_isToldWithTheLineToo() {
    service.write("platform.yaml", PLATFORM.replace("name: ada", "name: Ada Lovelace"));
    Outcome form = service.run("apply", "-f", file.toString(), "--yes");
    service.write(
        "platform.yaml", PLATFORM.replace("taskQueues: [queue-alice]", "taskQueues: [q]"));
    Outcome fit = service.run("apply", "-f", file.toString(), "--yes");

    assertThat(form.exit()).isEqualTo(2);
    assertThat(form.err()).contains(file + ":3: ", "users[0]: ");
    assertThat(fit.exit()).isEqualTo(2);
    assertThat(fit.err()).contains("route alice/trip: task queue of the route");
    assertThat(service.succeed("export")).isEqualTo("{}\n");
  }

  @Test
  void planOfAnOlderState_isRefused() {
    String state =
        String.valueOf(
            JsonText.parseObject(
                    service.succeed("apply", "-f", file.toString(), "--dry-run", "-o", "json"))
                .orElseThrow()
                .get("state"));
    service.succeed("tenant", "put", "dora");

    Outcome refused = service.run("apply", "-f", file.toString(), "--yes", "--expect", state);

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("STATE_CONFLICT", "since the plan was made");
  }

  @Test
  void asJson_theAnswerIsOneObject() {
    String done = service.succeed("apply", "-f", file.toString(), "--yes", "-o", "json");

    assertThat(JsonText.parseObject(done).orElseThrow()).containsEntry("applied", true);
    assertThat(done).contains("\"entity\" : \"route alice/trip\"", "\"CREATE\"");
    assertThat(JsonText.isJson(service.succeed("export", "-o", "json"))).isTrue();
  }

  /** Nobody has seen the plan then. */
  @Test
  void asJson_withoutYes_doesNothing() {
    Outcome refused = service.run("apply", "-f", file.toString(), "-o", "json");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--yes");
    assertThat(service.succeed("export")).isEqualTo("{}\n");
  }

  @Test
  void fileThatIsNotThere_isNamed() {
    Outcome refused = service.run("apply", "-f", "/nowhere/platform.yaml", "--yes");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("/nowhere/platform.yaml");
    assertThat(Files.exists(Path.of("/nowhere"))).isFalse();
  }
}
