package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.profile.StoredTokens;
import dev.locum.e2e.fixture.Application;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.Layout;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.launcher.topology.TemporalServer;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.telemetry.SpanCollector;
import dev.locum.telemetry.SpanCollector.Received;
import dev.locum.testkit.await.Await;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One trace through all parts, as a collector gets it; and what no collector ever gets. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TracesIT {

  private static final Duration SENT = Duration.ofSeconds(60);
  private static final String USER_SPAN = "b7ad6b7169203331";

  @TempDir private static Path directory = Path.of(".");

  private static SpanCollector collector;
  private static Topology topology;
  private static Stage stage;

  @BeforeAll
  static void start() throws Exception {
    collector = SpanCollector.start(0);
    StateDirectory state = StateDirectory.at(directory.toAbsolutePath());
    state.writePrivate("traces.yaml", "endpoint: " + collector.endpoint() + "\n");
    topology =
        Topology.start(
            new Topology.Plan(
                TemporalServer.embedded(),
                state,
                Ports.free(),
                Layout.TOGETHER,
                Duration.ofMinutes(10),
                part -> Application.command(),
                Clock.systemUTC()));
    stage = new Stage(topology, Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    stage.close();
    topology.close();
    collector.close();
  }

  @Test
  @Order(1)
  void tripOfAUser_isOneTraceFromTheCallToTheLastDownstream() throws Exception {
    String trace = freshTrace();
    StartWorkResponse started = start(trace, "car-1");
    assertThat(client(trace).result(started.getWorkflowId()).getWork().getStatus())
        .isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    Await.until(
        "the run is told",
        SENT,
        () -> named(trace, name -> name.startsWith("RunWorkflow:")).size() == 1);
    Await.untilPasses("spans that ended last", SENT, () -> requireEveryParent(trace));

    List<Received> spans = collector.spans(trace);
    assertThat(spans)
        .extracting(Received::service)
        .contains(
            "locum-trigger",
            "locum-auth-service",
            "locum-gateway",
            "alice-worker",
            "fleet",
            "trip",
            "billing");
    Map<String, Received> byId =
        spans.stream().collect(Collectors.toMap(Received::id, Function.identity()));
    assertThat(waysUp(spans, byId, "fleet", "FleetService/ReserveVehicle"))
        .containsExactly(
            "fleet Reserve",
            "alice-worker Reserve",
            "alice-worker RunActivity:ReserveVehicle",
            "alice-worker BeginWorkflow:" + workflowType(spans),
            "locum-trigger StartWork");
    assertThat(spans)
        .filteredOn(span -> span.name().contains("DelegationService/IssueDelegation"))
        .extracting(Received::service)
        .containsExactlyInAnyOrder("locum-trigger", "locum-auth-service");
    assertThat(spans)
        .filteredOn(span -> span.name().endsWith("/StartWorkflowExecution"))
        .extracting(Received::service)
        .containsExactlyInAnyOrder("locum-trigger", "locum-gateway");
  }

  private static void requireEveryParent(String trace) {
    List<Received> spans = collector.spans(trace);
    Set<String> ids = spans.stream().map(Received::id).collect(Collectors.toSet());
    assertThat(spans)
        .as("every parent is there, or is the user's own span")
        .extracting(Received::parent)
        .allMatch(parent -> parent.equals(USER_SPAN) || ids.contains(parent));
  }

  @Test
  @Order(2)
  void everyStep_isToldOnce_withTheDecisionAndTheIdOfTheTrail() throws Exception {
    String trace = freshTrace();
    StartWorkResponse started = start(trace, "car-2");
    client(trace).result(started.getWorkflowId());
    Await.until(
        "the run is told",
        SENT,
        () -> named(trace, name -> name.startsWith("RunWorkflow:")).size() == 1);
    Await.untilPasses("spans that ended last", SENT, () -> requireEveryParent(trace));

    assertThat(named(trace, name -> name.startsWith("RunActivity:"))).doesNotHaveDuplicates();
    assertThat(named(trace, name -> name.startsWith("BeginWorkflow:"))).hasSize(1);
    assertThat(collector.spans(trace))
        .filteredOn(span -> span.name().startsWith("RunActivity:"))
        .allSatisfy(span ->
            assertThat(span.attributes())
                .containsEntry("locum.decision", "ALLOWED")
                .containsEntry("locum.correlation_id", started.getRunId()));
    assertThat(collector.spans())
        .extracting(Received::name)
        .noneMatch(name -> name.contains("/Poll"));
  }

  /** Refusals carry the public code, and nothing that says who was refused. */
  @Test
  @Order(3)
  void refusedCall_isToldByItsPublicCode() throws Exception {
    String trace = freshTrace();

    String code = outcome(TripClient.with(traced(trace), "no-token"));

    Await.until("the refusal is told", SENT, () -> !collector.spans(trace).isEmpty());
    Await.untilPasses("spans that ended last", SENT, () -> requireEveryParent(trace));
    assertThat(collector.spans(trace))
        .filteredOn(span -> span.parent().equals(USER_SPAN))
        .singleElement()
        .satisfies(span -> assertThat(span.service()).isEqualTo("locum-trigger"))
        .satisfies(span -> assertThat(span.attributes()).containsEntry("locum.decision", code));
    assertThat(code).isEqualTo("TOKEN_REJECTED");
  }

  /** What was sent in all of the above holds no secret and names nobody. */
  @Test
  @Order(4)
  void whatIsSent_holdsNoTokenSecretOrPerson() throws Exception {
    StoredTokens login = stage.tokensOf("ada");
    String subject = stage.newestDelegations("alice").getFirst().getSubject();
    String sent = collector.bytes();

    assertThat(collector.spans())
        .hasSizeGreaterThan(20)
        .extracting(Received::name)
        .as("logins are traced, too")
        .anyMatch(name -> name.startsWith("POST /oauth/"));
    assertThat(sent)
        .doesNotContain("eyJ")
        .doesNotContain(login.refreshToken().reveal())
        .doesNotContain(topology.state().read("users/ada.password"))
        .doesNotContain(subject)
        .doesNotContain("alice/ada")
        .doesNotContain("no-token")
        .doesNotContain("car-1");
    assertThat(collector.spans())
        .flatExtracting(span -> span.attributes().values())
        .doesNotContain("ada", "alice/ada");
  }

  @Test
  @Order(5)
  void work_whileTheCollectorIsAway_isDoneAsEver() throws Exception {
    collector.close();
    String trace = freshTrace();

    StartWorkResponse started = start(trace, "car-3");

    assertThat(client(trace).result(started.getWorkflowId()).getWork().getStatus())
        .isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
  }

  private static StartWorkResponse start(String trace, String vehicle) throws Exception {
    return client(trace).start(World.ROUTE, Trip.json(vehicle, 0), UUID.randomUUID().toString());
  }

  private static TripClient client(String trace) throws Exception {
    return TripClient.with(traced(trace), stage.tokensOf("ada").accessToken().reveal());
  }

  /** The user's own program, which is in a span. */
  private static Channel traced(String trace) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
        "00-" + trace + "-" + USER_SPAN + "-01");
    return ClientInterceptors.intercept(
        stage.triggerChannel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String outcome(TripClient client) {
    return Outcome.of(
            () -> client.start(World.ROUTE, Trip.json("car-9", 0), UUID.randomUUID().toString()))
        .code();
  }

  private static String freshTrace() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "%016x%016x".formatted(random.nextLong() | 1, random.nextLong());
  }

  private static List<String> named(String trace, Predicate<String> name) {
    return collector.spans(trace).stream().map(Received::name).filter(name).toList();
  }

  private static String workflowType(List<Received> spans) {
    return spans.stream()
        .map(Received::name)
        .filter(name -> name.startsWith("RunWorkflow:"))
        .map(name -> name.substring("RunWorkflow:".length()))
        .findFirst()
        .orElseThrow();
  }

  /** From the server's span up to the user's, in short. */
  private static List<String> waysUp(
      List<Received> spans, Map<String, Received> byId, String service, String method) {
    Received span =
        spans.stream()
            .filter(each -> each.service().equals(service) && each.name().endsWith(method))
            .findFirst()
            .orElseThrow();
    List<String> way = new ArrayList<>();
    while (span != null) {
      way.add(span.service() + " " + shortened(span.name()));
      span = byId.get(span.parent());
    }
    return way;
  }

  private static String shortened(String name) {
    return name.endsWith("FleetService/ReserveVehicle")
        ? "Reserve"
        : name.substring(name.indexOf('/') + 1);
  }
}
