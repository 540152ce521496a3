package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.FailingStore;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.await.Await;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others watch the auth service by: health, readiness, metrics. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WatchedTest {

  private static final Path CATALOGUE = Path.of("..", "docs", "telemetry.md");
  private static final Pattern NAME = Pattern.compile("locum_authority_[a-z_]+");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FailingStore store = new FailingStore();
  private ProcessWorld world;
  private LoopbackClient metrics;

  @BeforeEach
  void open(@TempDir Path directory) {
    world =
        ProcessWorld.open(
            directory,
            (settings, clock) -> {
              store.over(AuthServiceProcess.open(settings.store().engine()));
              return AuthServiceProcess.start(settings, clock, store);
            });
    metrics = new LoopbackClient(world.process.metricsAddress().orElseThrow().getPort());
  }

  @AfterEach
  void close() {
    metrics.close();
    world.close();
  }

  @Test
  void metrics_countWhatHappened_andNameNobody() {
    String access = world.login().path("access_token").asText();
    IssueDelegationResponse issued = issue(access, "trip");
    assertThat(isRefused(() -> issue(access, "nonesuch"))).isTrue();

    String text = scrape();

    assertThat(text)
        .contains(
            "locum_authority_calls_seconds_count{method=\"locum.auth.v1.DelegationService/"
                + "IssueDelegation\",status=\"OK\"} 1",
            "locum_authority_calls_seconds_count{method=\"locum.auth.v1.DelegationService/"
                + "IssueDelegation\",status=\"NOT_FOUND\"} 1",
            "locum_authority_decisions_total{outcome=\"ALLOWED\",reason=\"\",type="
                + "\"DELEGATION_ISSUED\"} 1",
            "locum_authority_decisions_total{outcome=\"REFUSED\",reason=\"ROUTE_NOT_FOUND\",type="
                + "\"DELEGATION_ISSUED\"} 1",
            "jvm_memory_used_bytes");
    assertThat(text)
        .doesNotContain("alice", "\"ada\"", "trip", "lk_", access)
        .doesNotContain(issued.getDelegation().getSubject())
        .doesNotContain(issued.getDelegation().getDelegationId());
  }

  @Test
  void metrics_areThoseOfTheCatalogue() throws IOException {
    issue(world.login().path("access_token").asText(), "trip");

    assertThat(Files.isRegularFile(CATALOGUE)).isTrue();
    assertThat(names(scrape())).isEqualTo(names(Files.readString(CATALOGUE)));
  }

  @Test
  void metrics_ofMethodsThatAreNotServed_areOneSeries() {
    for (String name : List.of("a/b", "c/d")) {
      MethodDescriptor<GetKeySetRequest, GetKeySetResponse> unknown =
          TokenServiceGrpc.getGetKeySetMethod().toBuilder().setFullMethodName(name).build();
      assertThat(
              isRefused(() ->
                  ClientCalls.blockingUnaryCall(
                      world.grpc(),
                      unknown,
                      CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                      GetKeySetRequest.getDefaultInstance())))
          .isTrue();
    }

    assertThat(scrape())
        .contains(
            "locum_authority_calls_seconds_count{method=\"unknown\",status=\"PERMISSION_DENIED\"}"
                + " 2")
        .doesNotContain("\"a/b\"");
  }

  @Test
  void metricsAddress_servesNothingElse() {
    assertThat(metrics.get("/").statusCode()).isEqualTo(404);
    assertThat(metrics.get("/readyz").statusCode()).isEqualTo(404);
    assertThat(world.client.get("/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void lostStore_isNotReady_andReadyAgainAlone() {
    assertThat(world.client.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(health()).isEqualTo(ServingStatus.SERVING);

    store.failAfter(0);

    Await.until("not ready", PATIENCE, () -> world.client.get("/readyz").statusCode() == 503);
    Await.until("not serving", PATIENCE, () -> health() == ServingStatus.NOT_SERVING);
    assertThat(world.client.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(scrape()).contains("available=\"false\"");

    store.recover();

    Await.until("ready", PATIENCE, () -> world.client.get("/readyz").statusCode() == 200);
    Await.until("serving", PATIENCE, () -> health() == ServingStatus.SERVING);
  }

  @Test
  void draining_isNotReadyWhileItStillServes() {
    Readiness readiness = new Readiness(world.beside.store);
    List<Boolean> told = new CopyOnWriteArrayList<>();
    readiness.start(told::add);
    assertThat(readiness.isReady()).isTrue();

    readiness.drain(Duration.ZERO);

    assertThat(readiness.isReady()).isFalse();
    assertThat(told).startsWith(true).endsWith(false);
    readiness.close();
  }

  private IssueDelegationResponse issue(String access, String route) {
    return DelegationServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.TRIGGER))
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .issueDelegation(
            IssueDelegationRequest.newBuilder()
                .setAccessToken(access)
                .setRoute(route)
                .setIdempotencyKey("key-" + route)
                .setRequestDigest("a".repeat(64))
                .build());
  }

  private ServingStatus health() {
    return HealthGrpc.newBlockingStub(world.grpc())
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private String scrape() {
    return metrics.get("/metrics").body();
  }

  /** The names without what the format adds to each of its kinds. */
  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group().replaceFirst("_(count|sum|max)$", ""));
    }
    return names;
  }

  private static boolean isRefused(Runnable call) {
    try {
      call.run();
      return false;
    } catch (StatusRuntimeException e) {
      return true;
    }
  }
}
