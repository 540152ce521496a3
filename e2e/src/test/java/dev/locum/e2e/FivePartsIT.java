package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.carsharing.api.billing.v1.TabStatus;
import dev.locum.e2e.fixture.CommandLineClient;
import dev.locum.e2e.fixture.CommandLineClient.Done;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.e2e.fixture.ProcessSockets;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.Part;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts, each a process, and what runs through them. */
final class FivePartsIT {

  private final Deployment deployment = Deployment.shared();

  @TempDir private Path scratch = Path.of(".");

  /** S3-05, S3-06. */
  @Test
  void commandLineClient_throughFivePartsEachItsOwnProcess_startsFollowsAndCancels()
      throws Exception {
    CommandLineClient ada = CommandLineClient.at(deployment.topology(), scratch.resolve("home"));
    Path password = deployment.topology().state().file("users/ada.password");

    Done login = ada.run(password, "login", "--user", "alice/ada", "--password-stdin");
    Done started = start(ada);
    String trip = idIn(started);
    Done shown = ada.run("work", "show", trip, "-o", "json");
    Done signalled = ada.run("work", "signal", trip, "endDrive");
    Done watched = ada.run("work", "watch", trip, "-o", "json");
    Done result = ada.run("work", "result", trip);
    String other = idIn(start(ada));
    Done cancelled = ada.run("work", "cancel", other);
    Done ended = ada.run("work", "result", other, "--wait", "60s");

    assertThat(Stream.of(login, started, shown, signalled, watched, result, cancelled))
        .as(ada.printed())
        .extracting(Done::exit)
        .containsOnly(0);
    assertThat(shown.output()).contains("RUNNING");
    assertThat(watched.output()).contains("COMPLETED");
    assertThat(result.output()).contains("SETTLED");
    assertThat(ended.exit()).as(ada.printed()).isEqualTo(5);
    assertThat(pids()).hasSize(Part.values().length).doesNotContain(ProcessHandle.current().pid());
  }

  /** Asks for a trip that does not end by itself while a test runs. */
  private Done start(CommandLineClient user) throws Exception {
    String trip = Trip.json(deployment.freshVehicle(), 3600);
    return user.run("work", "start", "trip", "--input", trip, "-o", "json");
  }

  private static String idIn(Done started) {
    return started.output().replaceAll("(?s).*?\"([a-z0-9-]+[.]trip-[0-9a-f-]+)\".*", "$1");
  }

  /** S3-06: what the login left is for its owner alone, and nothing of it is ever shown. */
  @Test
  void loginTokens_areInAFileForItsOwner_andInNoOutput() throws Exception {
    CommandLineClient ada = CommandLineClient.at(deployment.topology(), scratch.resolve("home"));
    Path password = deployment.topology().state().file("users/ada.password");

    ada.run(password, "login", "--user", "alice/ada", "--password-stdin");
    ada.run("whoami", "-o", "json");
    ada.run("work", "list", "-o", "json");
    ada.run("doctor");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ada.tokenFile())))
        .isEqualTo("rw-------");
    String kept = Files.readString(ada.tokenFile());
    List<String> secrets =
        Arrays.stream(kept.split("\"", -1)).filter(text -> text.length() >= 40).toList();
    assertThat(secrets).hasSizeGreaterThanOrEqualTo(2);
    assertThat(ada.printed()).doesNotContain(secrets.toArray(String[]::new));
    assertThat(ada.printed()).doesNotContain(Files.readString(password).strip());
  }

  /** S3-07. */
  @Test
  void generatedStub_drivesTheSameFlow() throws Exception {
    TripClient ada = deployment.stage().clientOf("ada");

    StartWorkResponse accepted =
        ada.start(
            World.ROUTE, Trip.json(deployment.freshVehicle(), 1), UUID.randomUUID().toString());
    GetResultResponse result = ada.result(accepted.getWorkflowId());

    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    assertThat(deployment.holdings().tab("alice", accepted.getWorkflowId()).orElseThrow())
        .satisfies(tab -> assertThat(tab.getStatus()).isEqualTo(TabStatus.TAB_STATUS_SETTLED))
        .satisfies(tab -> assertThat(tab.getCents()).isPositive());
  }

  /** S3-13: two operators, two credentials, two queues. */
  @Test
  void workOfEachTenant_isDoneByItsOwnWorkerAlone() throws Exception {
    StartWorkResponse ofAda =
        deployment
            .stage()
            .clientOf("ada")
            .start(
                World.ROUTE, Trip.json(deployment.freshVehicle(), 0), UUID.randomUUID().toString());
    StartWorkResponse ofBen =
        deployment
            .stage()
            .clientOf("ben")
            .start(
                World.ROUTE, Trip.json(deployment.freshVehicle(), 0), UUID.randomUUID().toString());
    deployment.stage().clientOf("ada").result(ofAda.getWorkflowId());
    deployment.stage().clientOf("ben").result(ofBen.getWorkflowId());

    assertThat(deployment.workersOf(ofAda.getWorkflowId())).containsExactly("alice-worker");
    assertThat(deployment.workersOf(ofBen.getWorkflowId())).containsExactly("bob-worker");
    assertThat(deployment.holdings().trip("alice", ofBen.getWorkflowId())).isEmpty();
    assertThat(deployment.holdings().trip("bob", ofBen.getWorkflowId())).isPresent();
  }

  /** S3-92: tokens are JWTs of our own authority; beside Temporal nothing else is needed. */
  @Test
  void deployment_speaksToNothingButItsOwnParts() throws Exception {
    ProcessSockets.requireShown();
    deployment.stage().clientOf("ada");
    Ports ports = deployment.topology().ports();
    Set<Integer> own =
        Set.of(
            ports.authGrpc(),
            ports.authHttp(),
            ports.trigger(),
            ports.gateway(),
            ports.temporal(),
            ports.trip(),
            ports.fleet(),
            ports.billing());

    for (Part part : Part.values()) {
      ProcessSockets sockets = ProcessSockets.of(deployment.pid(part));
      assertThat(own).as(part.id()).containsAll(sockets.connectedTo());
      assertThat(sockets.elsewhere()).as(part.id()).isEmpty();
    }
    assertThat(ProcessSockets.of(deployment.pid(Part.ALICE_WORKER)).connectedTo())
        .contains(ports.gateway(), ports.authGrpc())
        .doesNotContain(ports.temporal());
  }

  private Set<Long> pids() {
    Set<Long> pids = new TreeSet<>();
    for (Part part : Part.values()) {
      assertThat(deployment.topology().process(part).isAlive()).as(part.id()).isTrue();
      pids.add(deployment.pid(part));
    }
    return pids;
  }
}
