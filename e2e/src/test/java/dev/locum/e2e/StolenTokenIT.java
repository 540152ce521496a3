package dev.locum.e2e;

import static dev.locum.e2e.fixture.Downstreams.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.topology.AuthorityClient;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.ExchangeDelegationResponse;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import dev.locum.worker.header.LocumHeaders;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * S3-42, S3-53: what a token is worth to whoever was shown it. The fleet takes bearer tokens, so
 * the stated limit can be seen; billing takes tokens for the worker's own key alone.
 */
final class StolenTokenIT {

  private static final String EXCHANGE =
      "/" + DelegationServiceGrpc.getExchangeDelegationMethod().getFullMethodName();
  private static final String OPEN_TAB =
      "/" + BillingServiceGrpc.getOpenTabMethod().getFullMethodName();

  private final Deployment deployment = Deployment.shared();
  private final DpopKey workers = key();
  private final DpopKey thiefs = key();

  @Test
  void tokenSeenAtADownstream_opensThatOneAsBearer_andNothingWhereItIsBound() throws Exception {
    String trip = started(300);
    try (AuthorityClient worker = deployment.topology().workload("alice-worker")) {
      String seenAtFleet =
          exchange(worker, trip, "fleet", "fleet.reserve", new Metadata()).getToken();

      assertThat(reserve(trip, bearer(seenAtFleet)).code()).as("the stated limit").isEmpty();
      assertThat(openTab(trip, bearer(seenAtFleet)).isRefusal(DenialReason.TOKEN_REJECTED))
          .isTrue();
      assertThat(
              Outcome.of(() -> exchange(worker, trip, "billing", "billing.open", new Metadata()))
                  .isRefusal(DenialReason.PROOF_NEEDED))
          .as("no token that anybody could use")
          .isTrue();

      ExchangeDelegationResponse bound =
          exchange(worker, trip, "billing", "billing.open", proofOfExchange());
      assertThat(bound.getTokenType()).isEqualTo("DPoP");
      Metadata once = dpop(workers, bound.getToken());
      assertThat(openTab(trip, once).code()).as("the worker itself").isEmpty();
      assertThat(openTab(trip, once).isRefusal(DenialReason.PROOF_REJECTED)).as("heard").isTrue();
      assertThat(openTab(trip, bearer(bound.getToken())).isRefusal(DenialReason.PROOF_NEEDED))
          .as("stolen")
          .isTrue();
      assertThat(
              openTab(trip, dpop(thiefs, bound.getToken())).isRefusal(DenialReason.PROOF_REJECTED))
          .as("with the thief's key")
          .isTrue();

      revoke(trip);
      assertThat(reserve(trip, bearer(seenAtFleet)).isRefusal(DenialReason.TOKEN_REJECTED))
          .isTrue();
      assertThat(
              openTab(trip, dpop(workers, bound.getToken())).isRefusal(DenialReason.TOKEN_REJECTED))
          .as("holding the key is no right")
          .isTrue();
    }
  }

  /** The worker process binds its tokens by itself: a trip that pays is done. */
  @Test
  void tripThroughTheBoundDownstream_isSettled() throws Exception {
    String trip = started(0);

    deployment.stage().clientOf("ada").result(trip);

    assertThat(deployment.holdings().tab("alice", trip)).isPresent();
  }

  /** Ada's trip, which drives that many seconds. */
  private String started(int seconds) throws Exception {
    return deployment
        .stage()
        .clientOf("ada")
        .start(
            World.ROUTE,
            Trip.json(deployment.freshVehicle(), seconds),
            UUID.randomUUID().toString())
        .getWorkflowId();
  }

  private ExchangeDelegationResponse exchange(
      AuthorityClient worker, String workflowId, String downstream, String action, Metadata proof) {
    WorkflowExecutionStartedEventAttributes started = startedEvent(workflowId);
    return Deployment.delegations(worker)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(proof))
        .exchangeDelegation(
            ExchangeDelegationRequest.newBuilder()
                .setDelegationToken(
                    LocumHeaders.decode(started.getHeader().getFieldsMap()).token().reveal())
                .setExecution(
                    Execution.newBuilder()
                        .setNamespace(World.NAMESPACE)
                        .setWorkflowType(World.WORKFLOW_TYPE)
                        .setWorkflowId(workflowId)
                        .setRunId(started.getOriginalExecutionRunId())
                        .setFirstExecutionRunId(started.getFirstExecutionRunId())
                        .setTaskQueue("queue-alice"))
                .setDownstream(downstream)
                .addActions(action)
                .build());
  }

  /** What Temporal holds of it, for whoever may read there. */
  private WorkflowExecutionStartedEventAttributes startedEvent(String workflowId) {
    return deployment
        .stage()
        .temporal()
        .stub()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(World.NAMESPACE)
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build())
        .getHistory()
        .getEvents(0)
        .getWorkflowExecutionStartedEventAttributes();
  }

  private void revoke(String workflowId) {
    Deployment.delegations(deployment.stage().operator())
        .revokeDelegation(
            RevokeDelegationRequest.newBuilder()
                .setDelegationId(deployment.stage().delegationOf(workflowId).getDelegationId())
                .setHard(true)
                .setReason("OPERATOR_REQUEST")
                .build());
  }

  private Metadata proofOfExchange() {
    Metadata headers = new Metadata();
    TargetUri target =
        new TargetUri(TargetUri.parse(deployment.topology().issuer().value()).origin(), EXCHANGE);
    headers.put(CallHeaders.DPOP, workers.prove("POST", target).reveal());
    return headers;
  }

  private Metadata dpop(DpopKey key, String token) {
    Metadata headers = new Metadata();
    TargetUri target =
        new TargetUri("https://localhost:" + deployment.topology().ports().billing(), OPEN_TAB);
    headers.put(CallHeaders.AUTHORIZATION, "DPoP " + token);
    headers.put(CallHeaders.DPOP, key.proveAccessToken("POST", target, token).reveal());
    return headers;
  }

  private Outcome reserve(String trip, Metadata headers) throws Exception {
    return deployment.downstreams().reserve(deployment.freshVehicle(), trip, headers);
  }

  private Outcome openTab(String trip, Metadata headers) throws Exception {
    return deployment.downstreams().openTab(trip, headers);
  }

  private static DpopKey key() {
    return DpopKey.generate(
        CryptoProviders.choose(),
        Clock.systemUTC(),
        () -> new TokenId(UUID.randomUUID().toString()));
  }
}
