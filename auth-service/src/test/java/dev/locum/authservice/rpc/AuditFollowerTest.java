package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.delegation.Delegations;
import dev.locum.authservice.delegation.OpenWorkflows;
import dev.locum.authservice.delegation.Tickets;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.identifier.TimeOrderedIdentifiers;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import dev.locum.token.Audience;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Followers of the trail who take nothing of what they are sent. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AuditFollowerTest {

  private LoginWorld world;
  private AuditRpc audit;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = LoginWorld.open(directory);
    Delegations delegations =
        Delegations.of(
            new Delegations.Needs(
                world.store,
                world.trail,
                new Tickets(world.issuer, world.verifier, new Audience("locum"), world.clock),
                world.verifier,
                world.accessTokens,
                (namespace, workflowId, firstRun) -> OpenWorkflows.Liveness.OPEN,
                new TimeOrderedIdentifiers(world.clock, world.random),
                Proofs.of(world)),
            Duration.ofMinutes(1));
    audit =
        new AuditRpc(
            world.trail,
            new AuditViews(
                world.store,
                world.accessTokens,
                delegations.finding(),
                new OperatorViews(world.trail)));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void followerThatTakesNothing_losesItsPlaceWhenItIsDisabled() {
    put(operator("second", false));
    put(operator(false));
    Caller caller =
        new Caller(
            Optional.of(new Caller.Proven(operator(false), new TokenId("token-1"))), "corr", "");
    put(operator(true));

    DenialException refused =
        catchThrowableOfType(
            DenialException.class,
            () ->
                Context.current()
                    .withValue(Caller.KEY, caller)
                    .run(() ->
                        audit.tailEvents(TailEventsRequest.getDefaultInstance(), new Full())));

    assertThat(refused.reason()).isEqualTo(DenialReason.WORKLOAD_DISABLED);
  }

  private void put(Workload workload) {
    world.store.write(tx -> {
      Workloads.put(tx, workload, world.clock.instant());
      return true;
    });
  }

  private static Workload operator(boolean disabled) {
    return operator("operator", disabled);
  }

  private static Workload operator(String id, boolean disabled) {
    return new Workload(
        new WorkloadId(id),
        WorkloadKind.OPERATOR,
        Optional.empty(),
        List.of(),
        disabled,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty(),
        Set.of(AdministratorRole.VIEWER));
  }

  /** A stream whose buffers are full for ever. */
  private static final class Full extends ServerCallStreamObserver<AuditEvent> {

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean isEnabled) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void onNext(AuditEvent event) {
      throw new AssertionError("sent to a full stream");
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
