package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.WatchedStore;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.DelegationPlace;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What another replica has answered counts for the next call (S3-28), although the call presumes
 * that nothing has happened: whoever was disabled is refused, whoever was enabled is heard.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class PresumedCallContract {

  private WatchedStore watched;
  private ProcessWorld world;
  private IssueDelegationResponse issued;
  private String access;
  // With tokens from before anything changes: who has one is not refused for want of it.
  private Channel trigger;
  private Channel worker;
  private Channel gateway;

  /** Starts a process over a store that is watched; {@code beside} is another replica of it. */
  abstract ProcessWorld open(Path directory, UnaryOperator<Store> watching);

  @BeforeEach
  void open(@TempDir Path directory) {
    AtomicReference<@Nullable WatchedStore> opened = new AtomicReference<>();
    world =
        open(
            directory,
            store -> {
              WatchedStore watching = new WatchedStore(store);
              opened.set(watching);
              return watching;
            });
    watched = Objects.requireNonNull(opened.get());
    trigger = world.grpcAs(ProcessWorld.TRIGGER);
    worker = world.grpcAs(ProcessWorld.ALICE_WORKER);
    gateway = world.grpcAs(ProcessWorld.GATEWAY);
    access = world.login().path("access_token").asText();
    issued =
        DelegationServiceGrpc.newBlockingStub(trigger)
            .issueDelegation(
                IssueDelegationRequest.newBuilder()
                    .setAccessToken(access)
                    .setRoute("trip")
                    .setIdempotencyKey(UUID.randomUUID().toString())
                    .setRequestDigest("a".repeat(64))
                    .build());
    DelegationServiceGrpc.newBlockingStub(trigger)
        .bindRun(
            BindRunRequest.newBuilder()
                .setDelegationId(issued.getDelegation().getDelegationId())
                .setFirstExecutionRunId("run-1")
                .build());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void verification_ofAWorkerThatWasDisabledElsewhere_isRefused() {
    rest(this::verify);

    elsewhere("UPDATE workload SET disabled = TRUE WHERE id = 'alice-worker'");

    assertRefused(this::verify, DenialReason.CREDENTIAL_REJECTED);
  }

  @Test
  void verification_forAUserWhoWasDisabledElsewhere_isRefused() {
    rest(this::verify);

    elsewhere("UPDATE user_account SET disabled = TRUE WHERE tenant = 'alice' AND name = 'ada'");

    assertRefused(this::verify, DenialReason.DELEGATION_REJECTED);
  }

  @Test
  void check_ofAWorkerThatWasDisabledElsewhere_isRefused() {
    rest(this::check);

    elsewhere("UPDATE workload SET disabled = TRUE WHERE id = 'alice-worker'");

    assertRefused(this::check, DenialReason.CREDENTIAL_REJECTED);
  }

  @Test
  void introspection_afterTheSessionEndedElsewhere_isOfNoActiveToken() {
    rest(() -> assertThat(isActive()).isTrue());

    elsewhere("UPDATE login_session SET ended_at = 1");

    assertThat(isActive()).isFalse();
  }

  @Test
  void verification_ofAWorkerThatWasEnabledElsewhere_isAnswered() {
    elsewhere("UPDATE workload SET disabled = TRUE WHERE id = 'alice-worker'");
    rest(() -> assertRefused(this::verify, DenialReason.CREDENTIAL_REJECTED));

    elsewhere("UPDATE workload SET disabled = FALSE WHERE id = 'alice-worker'");

    verify();
  }

  @Test
  void refusal_ofACaller_isTold() {
    rest(this::verify);
    elsewhere("UPDATE workload SET disabled = TRUE WHERE id = 'alice-worker'");
    assertRefused(this::verify, DenialReason.CREDENTIAL_REJECTED);

    assertThat(
            world.beside.store.<Long>read(tx ->
                tx.query(
                        "SELECT COUNT(*) AS told FROM audit_event WHERE type = 'CALL_AUTHORIZED'"
                            + " AND outcome = 'REFUSED' AND reason = 'WORKLOAD_DISABLED'",
                        row -> row.number("told"))
                    .getFirst()))
        .isEqualTo(1);
  }

  /** Calls until the records are at rest, and so until the calls presume: the control. */
  private void rest(Runnable call) {
    Await.until(
        "presumes",
        () -> {
          int _ = watched.presumed();
          call.run();
          return watched.presumed() > 0;
        });
  }

  private void elsewhere(String sql) {
    world.beside.store.write(tx -> tx.update(sql));
  }

  private static void assertRefused(Runnable call, DenialReason reason) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal).isNotNull();
    assertThat(Refusals.reasonOf(refusal)).isEqualTo(reason);
  }

  private void verify() {
    DelegationServiceGrpc.newBlockingStub(worker)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .verifyDelegation(
            VerifyDelegationRequest.newBuilder()
                .setDelegationToken(issued.getDelegationToken())
                .setExecution(StartedWork.firstRun(issued))
                .setActivityType("Reserve")
                .setAction("fleet.reserve")
                .build());
  }

  private void check() {
    GatewayServiceGrpc.newBlockingStub(gateway)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .checkDelegation(
            CheckDelegationRequest.newBuilder()
                .setDelegationToken(issued.getDelegationToken())
                .setWorkloadId("alice-worker")
                .setPlace(DelegationPlace.DELEGATION_PLACE_DISPATCH)
                .setExecution(StartedWork.firstRun(issued))
                .setPrincipalUser(issued.getDelegation().getSubject())
                .setPrincipalTenant("alice")
                .build());
  }

  private boolean isActive() {
    return TokenServiceGrpc.newBlockingStub(trigger)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .introspectToken(IntrospectTokenRequest.newBuilder().setToken(access).build())
        .getActive();
  }
}
