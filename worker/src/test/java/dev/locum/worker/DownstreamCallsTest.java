package dev.locum.worker;

import static dev.locum.worker.DownstreamWorld.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.token.Audience;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.DownstreamMode;
import dev.locum.worker.fixture.FakeDownstream;
import dev.locum.worker.fixture.FakeDownstream.Seen;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.WorkerWorld;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call to a downstream carries, by mode. */
@Timeout(120)
final class DownstreamCallsTest {

  private DownstreamWorld calls;
  private WorkerWorld world;
  private FakeDownstream service;

  @BeforeEach
  void start() throws Exception {
    calls = DownstreamWorld.start();
    world = calls.world();
    service = calls.service();
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  /**
   * S3-37: unset is the safest mode. S3-43, S3-46, S3-48: a token for this service and action
   * alone.
   */
  @Test
  void exchange_byDefault_carriesATokenForThisServiceAlone() {
    Trip trip = calls.run(calls.fleet().build(), DownstreamWorld::call);

    Seen call = service.seen().get(0);
    assertThat(call.header("authorization")).hasSize(1);
    VerifiedDownstreamToken token = calls.downstreamToken(call.bearer(), "fleet");
    DownstreamClaims claims = token.claims();
    assertThat(claims.actions().toScope()).isEqualTo("fleet.reserve");
    assertThat(claims.subject().value()).isEqualTo("user-ada");
    assertThat(claims.tenant().value()).isEqualTo("alice");
    assertThat(token.life().duration()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(call.toString()).as("S3-48").doesNotContain(trip.token().reveal());
    assertThat(call.header("txn-token")).isEmpty();
    assertThat(call.header("x-forwarded-user")).isEmpty();
  }

  /** S3-51: one exchange per run, downstream and action while the token lives. */
  @Test
  void exchange_ofTheSameAction_isReusedWhileTheTokenLives() {
    calls.run(
        calls.fleet().build(),
        () -> {
          call();
          call();
          world.clock().advance(Duration.ofSeconds(56));
          return call();
        });

    assertThat(world.authService().count("Exchange")).isEqualTo(2);
    List<Seen> seen = service.seen();
    assertThat(seen.get(0).bearer()).isEqualTo(seen.get(1).bearer());
    assertThat(seen.get(2).bearer()).isNotEqualTo(seen.get(0).bearer());
  }

  /** S3-47: a fresh ticket per service, each before its call, in order. */
  @Test
  void exchange_withTwoServices_asksForEachBeforeItsCall() {
    Downstream billing =
        Downstream.grpc("billing", service.channel())
            .action(FakeDownstream.CALL, "billing.charge")
            .build();
    calls.run(
        builder -> builder.downstream(calls.fleet().build()).downstream(billing),
        () -> {
          call();
          return HealthGrpc.newBlockingStub(LocumContext.current().grpc("billing"))
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
              .name();
        });

    assertThat(world.authService().questions().stream().filter(q -> q.startsWith("Exchange")))
        .containsExactly("Exchange fleet [fleet.reserve]", "Exchange billing [billing.charge]");
    calls.downstreamToken(service.seen().get(0).bearer(), "fleet");
    calls.downstreamToken(service.seen().get(1).bearer(), "billing");
    assertThat(
            world
                .authService()
                .issuer()
                .verifier()
                .verifyDownstreamToken(
                    RawToken.of(service.seen().get(0).bearer()), new Audience("billing")))
        .as("S3-44")
        .isInstanceOf(Verification.Rejected.class);
  }

  /** S3-38: the identical token. S3-41: no call to the auth service for it. */
  @Test
  void forward_ofAMappedActivity_carriesTheIdenticalTokenWithoutAsking() {
    Downstream fleet = calls.fleet().mode(DownstreamMode.FORWARD).internal().build();
    Trip trip =
        calls.run(
            fleet,
            () -> {
              call();
              long before = calls.asked();
              call();
              call();
              assertThat(calls.asked()).isEqualTo(before);
              return "done";
            });

    Seen call = service.seen().get(0);
    assertThat(call.header("txn-token")).containsExactly(trip.token().reveal());
    assertThat(calls.serviceToken(call.bearer(), "fleet")).isEqualTo("alice-worker");
    assertThat(world.authService().count("Exchange")).isZero();
  }

  /** S3-52: slice is forwarding; the service enforces its own. */
  @Test
  void slice_always_carriesTheIdenticalToken() {
    Downstream fleet = calls.fleet().mode(DownstreamMode.SLICE).internal().build();

    Trip trip = calls.run(fleet, DownstreamWorld::call);

    assertThat(service.seen().get(0).header("txn-token")).containsExactly(trip.token().reveal());
    assertThat(world.authService().count("Exchange")).as("S3-53").isZero();
  }

  /** S3-40: a delegation token for outsiders is a start-up error. */
  @Test
  void forward_toAnExternalService_isRefusedAtStartUp() {
    for (DownstreamMode mode : List.of(DownstreamMode.FORWARD, DownstreamMode.SLICE)) {
      assertThatThrownBy(() -> calls.fleet().mode(mode).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("fleet")
          .hasMessageContaining("EXCHANGE");
    }
  }

  /** S2-13, S2-14, S2-15: the worker's own token, and exactly two forwarded headers, once each. */
  @Test
  void onBehalf_always_carriesTheServiceTokenAndTheIdsOnce() {
    Trip trip =
        calls.run(calls.fleet().mode(DownstreamMode.ON_BEHALF).build(), DownstreamWorld::call);

    Seen call = service.seen().get(0);
    assertThat(calls.serviceToken(call.bearer(), "fleet")).isEqualTo("alice-worker");
    assertThat(call.header("x-forwarded-user")).containsExactly("user-ada");
    assertThat(call.header("x-forwarded-tenant")).containsExactly("alice");
    assertThat(call.header("x-locum-delegation")).containsExactly(trip.delegation());
    assertThat(call.header("x-locum-workflow-id")).containsExactly(trip.id());
    assertThat(call.headers().toString()).as("S2-13").doesNotContain(trip.token().reveal());
  }

  /** S2-15: what an activity puts there itself does not count, and stays single. */
  @Test
  void onBehalf_withHeadersOfTheActivity_replacesThem() {
    calls.run(
        calls.fleet().mode(DownstreamMode.ON_BEHALF).build(),
        () -> {
          Metadata forged = new Metadata();
          forged.put(CallHeaders.FORWARDED_USER, "user-eve");
          forged.put(CallHeaders.AUTHORIZATION, "Bearer x");
          return HealthGrpc.newBlockingStub(LocumContext.current().grpc("fleet"))
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(forged))
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
              .name();
        });

    Seen call = service.seen().get(0);
    assertThat(call.header("x-forwarded-user")).containsExactly("user-ada");
    assertThat(call.header("authorization")).hasSize(1);
    assertThat(calls.serviceToken(call.bearer(), "fleet")).isEqualTo("alice-worker");
  }

  /** S2-16: service tokens are short-lived: another one after its life. */
  @Test
  void onBehalf_afterTheLifeOfTheToken_carriesAnother() {
    calls.run(
        calls.fleet().mode(DownstreamMode.ON_BEHALF).build(),
        () -> {
          call();
          world.clock().advance(Duration.ofMinutes(6));
          return call();
        });

    List<Seen> seen = service.seen();
    assertThat(seen.get(0).bearer()).isNotEqualTo(seen.get(1).bearer());
  }

  /** S2-04, S2-16: no token of ours is in the history but the delegation token in its headers. */
  @Test
  void history_always_holdsNoTokenButTheDelegationInItsHeaders() {
    Trip trip =
        calls.run(calls.fleet().mode(DownstreamMode.ON_BEHALF).build(), DownstreamWorld::call);

    String history =
        trip.history().toString().replace(trip.token().reveal(), "THE-DELEGATION-TOKEN");
    assertThat(history).doesNotContain("eyJ");
    assertThat(service.seen()).hasSize(1);
  }
}
