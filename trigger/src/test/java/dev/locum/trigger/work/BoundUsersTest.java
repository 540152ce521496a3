package dev.locum.trigger.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.testkit.auth.FakeCall;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.KeyedNonces;
import dev.locum.token.proof.TargetUri;
import dev.locum.trigger.fixture.TriggerWorld;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DP-1 to DP-5, S3-42 at the front door: users' bound tokens, over a socket. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class BoundUsersTest {

  private static final MethodDescriptor<?, ?> START = TriggerServiceGrpc.getStartWorkMethod();

  @SuppressWarnings("NullAway.Init") // each test opens its own
  private TriggerWorld world;

  @SuppressWarnings("NullAway.Init") // each test opens its own
  private DpopKey key;

  @SuppressWarnings("NullAway.Init") // each test opens its own
  private String token;

  private void open(BiFunction<TokenHolders.Builder, Clock, TokenHolders.Builder> holders)
      throws IOException {
    world = TriggerWorld.asking(holders);
    key = key();
    token = bound(key);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** The auth service is told at each question which key was proven here. */
  @Test
  void start_boundTokenWithItsProof_startsTheWork() throws IOException {
    open((holders, clock) -> holders);

    StartWorkResponse started = start(dpop(token, proof(START)));
    as(dpop(token, proof(TriggerServiceGrpc.getGetWorkMethod())))
        .getWork(GetWorkRequest.newBuilder().setWorkflowId(started.getWorkflowId()).build());

    assertThat(world.auth().calls())
        .filteredOn(call ->
            call.method().endsWith("/IssueDelegation") || call.method().endsWith("/GetDelegation"))
        .hasSizeGreaterThanOrEqualTo(2)
        .extracting(FakeCall::headers)
        .allSatisfy(headers ->
            assertThat(headers.get(CallHeaders.PROVEN_KEY)).isEqualTo(key.thumbprint().value()));
  }

  /** S3-42, DP-3, DP-4: the stolen token opens nothing, whatever the thief adds to it. */
  @Test
  void start_stolenToken_startsNothing() throws IOException {
    open((holders, clock) -> holders);
    DpopKey thief = key();
    String used = proof(START);
    start(dpop(token, used));
    int started = world.engine().executions().size();

    refused(DenialReason.PROOF_NEEDED, bearer(token));
    refused(DenialReason.PROOF_NEEDED, headers("DPoP " + token));
    refused(DenialReason.PROOF_REJECTED, dpop(token, used));
    refused(DenialReason.PROOF_REJECTED, dpop(token, prove(thief, START, token)));
    refused(DenialReason.PROOF_REJECTED, dpop(token, prove(key, START, bound(key))));
    refused(DenialReason.PROOF_REJECTED, dpop(token, proof(TriggerServiceGrpc.getGetWorkMethod())));
    refused(
        DenialReason.PROOF_REJECTED,
        dpop(
            token,
            key.proveAccessToken("POST", new TargetUri("https://fleet:7461", path(START)), token)
                .reveal()));
    refused(DenialReason.PROOF_REJECTED, dpop(token, "a.b.c"));
    Metadata two = dpop(token, proof(START));
    two.put(CallHeaders.DPOP, proof(START));
    refused(DenialReason.PROOF_REJECTED, two);

    assertThat(world.engine().executions().size()).isEqualTo(started);
    start(dpop(token, proof(START)));
  }

  @Test
  void start_oldProof_startsNothing() throws IOException {
    open((holders, clock) -> holders);
    String proof = proof(START);
    world.clock().advance(Duration.ofSeconds(66));

    refused(DenialReason.PROOF_REJECTED, dpop(token, proof));
    assertThat(world.audit().events(AuditEventType.WORK_REQUESTED))
        .extracting(event -> event.decision().reason())
        .containsExactly("PROOF_STALE");
  }

  /** RFC 9449 §7.1: the scheme is for bound tokens. */
  @Test
  void start_unboundToken_isABearerTokenAlone() throws IOException {
    open((holders, clock) -> holders);

    refused(DenialReason.PROOF_NEEDED, dpop(world.ada(), prove(key, START, world.ada())));
    start(bearer(world.ada()));
  }

  /** A trigger may ask for bound tokens alone. */
  @Test
  void start_unboundTokenWhereBoundOnesAreAskedFor_startsNothing() throws IOException {
    open((holders, clock) -> holders.boundTokensOnly());

    refused(DenialReason.PROOF_NEEDED, bearer(world.ada()));
    start(dpop(token, proof(START)));
  }

  /** DP-5. */
  @Test
  void dp5_nonces_areAskedForGivenOutAndGrowOld() throws IOException {
    open((holders, clock) -> holders.nonces(new KeyedNonces(new byte[32], clock)));
    String nonce = requireAsked("");

    start(dpop(token, prove(key, START, token, nonce)));

    world.clock().advance(Duration.ofMinutes(2));
    String next = requireAsked(nonce);
    assertThat(next).isNotEqualTo(nonce);
    start(dpop(token, prove(key, START, token, next)));
  }

  private String requireAsked(String nonce) {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> start(dpop(token, prove(key, START, token, nonce))));
    assertThat(Refusals.reasonOf(refused)).isEqualTo(DenialReason.PROOF_NONCE_NEEDED);
    return Objects.requireNonNull(
        Objects.requireNonNull(refused.getTrailers()).get(CallHeaders.DPOP_NONCE));
  }

  private StartWorkResponse start(Metadata headers) {
    return as(headers).startWork(TriggerWorld.trip(UUID.randomUUID().toString()).build());
  }

  private void refused(DenialReason reason, Metadata headers) {
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> start(headers));
    assertThat(Refusals.reasonOf(refused)).isEqualTo(reason);
  }

  private TriggerServiceBlockingStub as(Metadata headers) {
    return world.with(headers);
  }

  private static Metadata bearer(String token) {
    return headers("Bearer " + token);
  }

  private static Metadata dpop(String token, String proof) {
    Metadata headers = headers("DPoP " + token);
    headers.put(CallHeaders.DPOP, proof);
    return headers;
  }

  private static Metadata headers(String authorization) {
    Metadata headers = new Metadata();
    headers.put(CallHeaders.AUTHORIZATION, authorization);
    return headers;
  }

  private String bound(DpopKey to) {
    return world
        .issuer()
        .accessToken()
        .life(Duration.ofMinutes(5))
        .with("cnf", Map.of("jkt", to.thumbprint().value()))
        .text();
  }

  private String proof(MethodDescriptor<?, ?> method) {
    return prove(key, method, token);
  }

  private static String prove(DpopKey of, MethodDescriptor<?, ?> method, String token) {
    return prove(of, method, token, "");
  }

  private static String prove(
      DpopKey of, MethodDescriptor<?, ?> method, String token, String nonce) {
    return of.proveAccessToken(
            "POST", new TargetUri(TriggerWorld.ORIGIN, path(method)), token, nonce)
        .reveal();
  }

  private static String path(MethodDescriptor<?, ?> method) {
    return "/" + method.getFullMethodName();
  }

  private DpopKey key() {
    return DpopKey.generate(
        CryptoProviders.jdk(), world.clock(), () -> new TokenId(UUID.randomUUID().toString()));
  }
}
