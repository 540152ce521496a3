package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.output.JsonText;
import dev.locum.grpcauthz.audit.AuditEventWire;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.SearchEventsResponse;
import dev.locum.testkit.auth.FakeWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code locum audit}. */
@Timeout(60)
final class AuditTest {

  private final CliFixture cli;

  AuditTest(@TempDir Path home) {
    this.cli = new CliFixture(home);
  }

  @BeforeEach
  void login() {
    cli.login();
    cli.auth.answer(
        AuditServiceGrpc.getSearchEventsMethod(),
        request -> SearchEventsResponse.newBuilder().addAllEvents(trail()).build());
  }

  @AfterEach
  void close() {
    assertThat(cli.everythingSaid()).doesNotContain("eyJ", "locum_rt_");
    cli.close();
  }

  // S2-19: who acted for whom, from the trigger's line to the last call.
  @Test
  void show_ofWork_isATreeFromTheLoginToTheLastCall() {
    Outcome shown = cli.run("audit", "show", "trip-1");

    assertThat(shown.exit()).isZero();
    assertThat(shown.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("LOGIN allowed  auth-service"),
            line -> assertThat(line).startsWith("└─ ACCESS_TOKEN_ISSUED allowed"),
            line -> assertThat(line).startsWith("   └─ WORK_REQUESTED allowed  trigger by trigger"),
            line -> assertThat(line).startsWith("      └─ DELEGATION_ISSUED allowed"),
            line -> assertThat(line).startsWith("         └─ DELEGATION_EXCHANGED allowed"),
            line ->
                assertThat(line)
                    .startsWith("            └─ DOWNSTREAM_CALLED refused  fleet by alice-worker")
                    .contains("ACTION_NOT_GRANTED", "action fleet.reserve", "for user-ada"));
    SearchEventsRequest request =
        cli.auth.requests(AuditServiceGrpc.getSearchEventsMethod()).getFirst();
    assertThat(request.getWholeTrail()).isTrue();
    assertThat(request.getWorkflowId()).isEqualTo("trip-1");
  }

  @Test
  void show_asJson_nestsTheEvents() {
    String json = cli.run("audit", "show", "trip-1", "-o", "json").out();

    assertThat(JsonText.isJson(json)).isTrue();
    assertThat(json).contains("\"edge\" : \"TOKEN\"", "\"children\"", "DOWNSTREAM_CALLED");
  }

  @Test
  void show_ofADelegation_asksForIt() {
    cli.run("audit", "show", "d-1", "--delegation");

    assertThat(
            cli.auth
                .requests(AuditServiceGrpc.getSearchEventsMethod())
                .getFirst()
                .getDelegationId())
        .isEqualTo("d-1");
  }

  @Test
  void show_ofWhatIsNotThere_endsWithFour() {
    cli.auth.answer(
        AuditServiceGrpc.getSearchEventsMethod(),
        request -> SearchEventsResponse.getDefaultInstance());

    assertThat(cli.run("audit", "show", "bob-trip-1").exit()).isEqualTo(4);
  }

  // A server of a later release.
  @Test
  void show_withAnEventOfAnUnknownType_leavesItOutAndSaysSo() {
    List<AuditEvent> events = new ArrayList<>(trail());
    events.add(events.getFirst().toBuilder().setType("TELEPORTED").build());
    cli.auth.answer(
        AuditServiceGrpc.getSearchEventsMethod(),
        request -> SearchEventsResponse.newBuilder().addAllEvents(events).build());

    Outcome shown = cli.run("audit", "show", "trip-1");

    assertThat(shown.exit()).isZero();
    assertThat(shown.err()).contains("TELEPORTED");
    assertThat(shown.out().lines()).hasSize(6);
  }

  @Test
  void search_withEveryFilter_sendsThem() {
    Outcome found =
        cli.run(
            "audit",
            "search",
            "--subject",
            "user-ada",
            "--work",
            "trip-1",
            "--type",
            "login",
            "--outcome",
            "refused",
            "--token",
            "t",
            "--correlation",
            "c",
            "--since",
            "10m",
            "--until",
            "2026-11-01T12:00:00Z",
            "--limit",
            "7");

    assertThat(found.exit()).isZero();
    assertThat(found.out()).contains("LOGIN", "ALLOWED", "DOWNSTREAM_CALLED");
    SearchEventsRequest request =
        cli.auth.requests(AuditServiceGrpc.getSearchEventsMethod()).getFirst();
    assertThat(request.getType()).isEqualTo("LOGIN");
    assertThat(request.getOutcome()).isEqualTo(dev.locum.protocol.audit.v1.Outcome.OUTCOME_REFUSED);
    assertThat(request.getSince().getSeconds())
        .isEqualTo(cli.clock.instant().getEpochSecond() - 600);
    assertThat(request.getPageSize()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--since=yesterday",
        "--until=2026-13-01T00:00:00Z",
        "--outcome=maybe",
        "--limit=many"
      })
  void search_withABadFilter_endsWithTwo(String option) {
    assertThat(cli.run("audit", "search", option).exit()).isEqualTo(2);
  }

  @Test
  void tail_untilTheLimit_printsEachEventOnce() {
    AuditEvent first = trail().getFirst();
    cli.auth.answer(AuditServiceGrpc.getTailEventsMethod(), request -> first);

    // The stream of the fake ends after one event; the rest is caught up from the trail.
    Outcome tailed = cli.run("audit", "tail", "--limit", "4", "-o", "json");

    assertThat(tailed.exit()).isZero();
    assertThat(tailed.out().lines()).hasSize(4).allMatch(JsonText::isJson).doesNotHaveDuplicates();
  }

  /** Who operates a platform has no user; who is logged in reads as that user. */
  @Test
  void search_withoutALogin_isTheAdministrators() throws IOException {
    Path key =
        Files.writeString(
            cli.home.resolve("operator.key"), FakeWorkload.operator("operator").apiKey());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    cli.writeProfileText(
        "operating",
        """
        cli:
          issuer: %s
          authService: {target: "%s", insecure: {plaintext: true}}
          administrator: {id: operator, apiKey: "file:%s"}
        """
            .formatted(cli.http.url(), cli.auth.address(), key));

    Outcome found = cli.run("audit", "search", "--profile", "operating");
    Outcome users = cli.run("audit", "search", "--profile", "local");

    assertThat(found.exit()).as(found.err()).isZero();
    assertThat(found.out()).contains("LOGIN", "DOWNSTREAM_CALLED");
    assertThat(users.exit()).isZero();
    assertThat(cli.auth.requests(AuditServiceGrpc.getSearchEventsMethod()))
        .extracting(request -> request.getAccessToken().isEmpty())
        .containsExactly(true, false);
  }

  private List<AuditEvent> trail() {
    List<dev.locum.audit.AuditEvent> events = new ArrayList<>();
    EventIds ids = new EventIds(cli.clock, new Random(4));
    AuditRecorder auth = recorder("auth-service", "", ids, events);
    AuditRecorder trigger = recorder("trigger", "trigger", ids, events);
    AuditRecorder fleet = recorder("fleet", "fleet", ids, events);
    AuditExecution work =
        AuditExecution.ofDelegation("d-1").withWorkflow("default", "TripWorkflow", "trip-1");
    auth.draft(AuditEventType.LOGIN).subject("user-ada", "alice").session("s").allowed().record();
    auth.draft(AuditEventType.ACCESS_TOKEN_ISSUED).session("s").token("at").allowed().record();
    trigger.draft(AuditEventType.WORK_REQUESTED).token("at").correlation("c").allowed().record();
    auth.draft(AuditEventType.DELEGATION_ISSUED)
        .token("dt")
        .parentToken("at")
        .correlation("c")
        .execution(work)
        .allowed()
        .record();
    auth.draft(AuditEventType.DELEGATION_EXCHANGED)
        .token("ds")
        .parentToken("dt")
        .execution(work)
        .allowed()
        .record();
    fleet
        .draft(AuditEventType.DOWNSTREAM_CALLED)
        .actor("alice-worker")
        .subject("user-ada", "alice")
        .token("ds")
        .execution(work.withAction("fleet.reserve"))
        .refused("ACTION_NOT_GRANTED", "")
        .record();
    return events.stream().map(AuditEventWire::toWire).toList();
  }

  private AuditRecorder recorder(
      String component, String actor, EventIds ids, List<dev.locum.audit.AuditEvent> into) {
    return new AuditRecorder(AuditParties.of(component, actor), into::addAll, ids, cli.clock);
  }
}
