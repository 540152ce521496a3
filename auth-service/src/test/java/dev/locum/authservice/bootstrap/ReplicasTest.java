package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.RotateKeyRequest;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.ClientAssertionIssuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two auth services over one PostgreSQL: what must happen once happens once over both. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ReplicasTest {

  private static final int CALLERS = 40;

  private ProcessWorld world;
  private Channel one;
  private Channel two;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory, LoginWorld.database());
    one = world.grpc();
    two = world.grpcOfAnother();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void bind_manyRunsAtBoth_oneWins() throws Exception {
    // S3-17
    Delegation delegation = issue(trigger(one), access(), "key-1").getDelegation();
    List<DelegationServiceBlockingStub> triggers = List.of(trigger(one), trigger(two));
    AtomicInteger won = new AtomicInteger();
    Set<DenialReason> lost = ConcurrentHashMap.newKeySet();

    atOnce(i -> {
      try {
        triggers.get(i % 2).bindRun(bind(delegation, "run-" + i));
        won.incrementAndGet();
      } catch (StatusRuntimeException e) {
        lost.add(Refusals.reasonOf(e));
      }
    });

    assertThat(won).hasValue(1);
    assertThat(lost).containsExactly(DenialReason.DELEGATION_REJECTED);
  }

  @Test
  void issue_sameKeyAtBoth_isOneDelegation() throws Exception {
    String access = access();
    List<DelegationServiceBlockingStub> triggers = List.of(trigger(one), trigger(two));
    Set<String> ids = ConcurrentHashMap.newKeySet();

    atOnce(i ->
        ids.add(issue(triggers.get(i % 2), access, "key-1").getDelegation().getDelegationId()));

    assertThat(ids).hasSize(1);
  }

  @Test
  void assertion_shownToBoth_countsOnce() throws Exception {
    // CA-2
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    world.beside.store.write(tx ->
        tx.update(
            "UPDATE workload SET public_keys = ? WHERE id = ?",
            key.verificationKey().toJwk(),
            "trigger"));
    String assertion =
        new ClientAssertionIssuer(
                ProcessWorld.TRIGGER,
                LoginWorld.ISSUER,
                new JoseTokenSigner(key, CryptoProviders.choose()),
                world.beside.clock,
                () -> new TokenId(UUID.randomUUID().toString()))
            .issue()
            .token()
            .reveal();
    IssueServiceTokenRequest request =
        IssueServiceTokenRequest.newBuilder()
            .setClientAssertion(assertion)
            .setAudience(LoginWorld.ISSUER.value())
            .build();
    AtomicInteger accepted = new AtomicInteger();

    atOnce(i -> {
      try {
        TokenServiceGrpc.newBlockingStub(i % 2 == 0 ? one : two)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .issueServiceToken(request);
        accepted.incrementAndGet();
      } catch (StatusRuntimeException e) {
        assertThat(Refusals.reasonOf(e)).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
      }
    });

    assertThat(accepted).hasValue(1);
  }

  @Test
  void revokedAtOne_isRefusedAtTheOther() {
    // RV-3
    IssueDelegationResponse issued = issue(trigger(one), access(), "key-1");
    DelegationServiceBlockingStub worker = delegations(two, ProcessWorld.ALICE_WORKER);
    VerifyDelegationRequest verify = verify(issued);
    assertThat(worker.verifyDelegation(verify).getDelegationId()).isNotEmpty();

    delegations(one, ProcessWorld.OPERATOR)
        .revokeDelegation(
            RevokeDelegationRequest.newBuilder()
                .setDelegationId(issued.getDelegation().getDelegationId())
                .setReason("OPERATOR_REQUEST")
                .build());

    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> worker.verifyDelegation(verify));
    assertThat(Refusals.reasonOf(refused)).isEqualTo(DenialReason.DELEGATION_REJECTED);
  }

  @Test
  void keyRotatedAtOne_countsAtTheOtherAtOnce() {
    AdminServiceGrpc.newBlockingStub(world.as(ProcessWorld.OPERATOR, one))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .rotateKey(RotateKeyRequest.getDefaultInstance());
    IssueDelegationResponse issued = issue(trigger(one), access(), "key-1");

    assertThat(
            delegations(two, ProcessWorld.ALICE_WORKER)
                .verifyDelegation(verify(issued))
                .getDelegationId())
        .isEqualTo(issued.getDelegation().getDelegationId());
  }

  private String access() {
    return world.login().path("access_token").asText();
  }

  private DelegationServiceBlockingStub trigger(Channel server) {
    return delegations(server, ProcessWorld.TRIGGER);
  }

  private DelegationServiceBlockingStub delegations(Channel server, WorkloadId workload) {
    return DelegationServiceGrpc.newBlockingStub(world.as(workload, server))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static IssueDelegationResponse issue(
      DelegationServiceBlockingStub trigger, String access, String key) {
    return trigger.issueDelegation(
        IssueDelegationRequest.newBuilder()
            .setAccessToken(access)
            .setRoute("trip")
            .setIdempotencyKey(key)
            .setRequestDigest("a".repeat(64))
            .build());
  }

  private static BindRunRequest bind(Delegation delegation, String run) {
    return BindRunRequest.newBuilder()
        .setDelegationId(delegation.getDelegationId())
        .setFirstExecutionRunId(run)
        .build();
  }

  private static VerifyDelegationRequest verify(IssueDelegationResponse issued) {
    return VerifyDelegationRequest.newBuilder()
        .setDelegationToken(issued.getDelegationToken())
        .setExecution(StartedWork.firstRun(issued))
        .build();
  }

  private static void atOnce(IntConsumer step) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> calls =
          IntStream.range(0, CALLERS)
              .mapToObj(i ->
                  callers.submit(() -> {
                    go.await();
                    step.accept(i);
                    return true;
                  }))
              .toList();
      go.countDown();
      for (Future<Boolean> call : calls) {
        assertThat(call.get()).isTrue();
      }
    }
  }
}
