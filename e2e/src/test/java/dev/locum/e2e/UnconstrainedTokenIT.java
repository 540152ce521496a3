package dev.locum.e2e;

import static dev.locum.e2e.fixture.Deployment.delegations;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.e2e.fixture.Downstreams;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.topology.AuthorityClient;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.token.Audience;
import io.grpc.Metadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A token without bounds cannot be had, and one that only says who the user is opens nothing. */
final class UnconstrainedTokenIT {

  private final Deployment deployment = Deployment.shared();

  /** S3-83, S3-84: asked for by the trigger itself, for a user who may do everything there is. */
  @Test
  void delegationWithoutWorkflowQueueActionsOrLimit_isNeverIssued() throws Exception {
    String access = deployment.stage().logIn("ada").accessToken().reveal();
    Map<String, UnaryOperator<IssueDelegationRequest.Builder>> unbounded = new LinkedHashMap<>();
    unbounded.put(
        "no route, so no workflow type and no queue", IssueDelegationRequest.Builder::clearRoute);
    unbounded.put("a wildcard for a route", request -> request.setRoute("*"));
    unbounded.put("a wildcard for a queue", request -> request.setTaskQueue("*"));
    unbounded.put("another tenant's queue", request -> request.setTaskQueue("queue-bob"));
    unbounded.put("a wildcard for the actions", request -> request.addActions("*"));
    unbounded.put("an action outside the route", request -> request.addActions("fleet.sell"));
    unbounded.put("no life at all", request -> request.setLifetime(Duration.getDefaultInstance()));
    unbounded.put(
        "a life beyond the route's limit",
        request -> request.setLifetime(Duration.newBuilder().setSeconds(10L * 365 * 86_400)));
    int before = deployment.stage().newestDelegations("alice").size();

    try (AuthorityClient trigger = deployment.topology().workload("trigger")) {
      unbounded.forEach((how, change) -> {
        Outcome outcome =
            Outcome.of(() ->
                delegations(trigger)
                    .issueDelegation(
                        change
                            .apply(
                                IssueDelegationRequest.newBuilder()
                                    .setAccessToken(access)
                                    .setRoute(World.ROUTE)
                                    .setIdempotencyKey(UUID.randomUUID().toString())
                                    .setRequestDigest("0".repeat(64)))
                            .build()));
        assertThat(outcome.code()).as(how + ": " + outcome.words()).isNotEmpty();
      });
    }

    assertThat(deployment.stage().newestDelegations("alice")).hasSize(before);
  }

  /** S3-85, S3-20: an access token names a user and no work. */
  @Test
  void tokenThatOnlySaysWhoTheUserIs_isRefusedEverywhereButAtTheTrigger() throws Exception {
    String access = deployment.stage().logIn("ada").accessToken().reveal();
    Execution execution =
        Execution.newBuilder()
            .setNamespace(World.NAMESPACE)
            .setWorkflowType(World.WORKFLOW_TYPE)
            .setWorkflowId("trip-" + UUID.randomUUID())
            .setRunId(UUID.randomUUID().toString())
            .setFirstExecutionRunId(UUID.randomUUID().toString())
            .setTaskQueue("queue-alice")
            .build();

    try (AuthorityClient worker = deployment.topology().workload("alice-worker")) {
      denied(
          "verified by the auth service",
          Outcome.of(() ->
              delegations(worker)
                  .verifyDelegation(
                      VerifyDelegationRequest.newBuilder()
                          .setDelegationToken(access)
                          .setExecution(execution)
                          .build())));
      denied(
          "exchanged by the auth service",
          Outcome.of(() ->
              delegations(worker)
                  .exchangeDelegation(
                      ExchangeDelegationRequest.newBuilder()
                          .setDelegationToken(access)
                          .setExecution(execution)
                          .setDownstream("fleet")
                          .addActions("fleet.reserve")
                          .build())));
      Metadata onBehalf = Downstreams.bearer(worker.tokens().get(new Audience("trip")).reveal());
      onBehalf.put(CallHeaders.FORWARDED_USER, "ada");
      onBehalf.put(CallHeaders.FORWARDED_TENANT, "alice");
      denied(
          "on behalf of the user, for no work",
          deployment.downstreams().record("car-1", "t", onBehalf));
    }
    denied("a downstream's bearer token", reserve(Downstreams.bearer(access)));
    Metadata txnToken = new Metadata();
    txnToken.put(CallHeaders.TXN_TOKEN, access);
    denied("a downstream's delegation token", reserve(txnToken));
  }

  private static void denied(String as, Outcome outcome) {
    assertThat(outcome.isDenied()).as(as + ": " + outcome.words()).isTrue();
  }

  private Outcome reserve(Metadata headers) throws Exception {
    return deployment.downstreams().reserve("car-1", "t", headers);
  }
}
