package dev.locum.gateway.delegation;

import com.google.protobuf.ByteString;
import dev.locum.gateway.authority.CheckedDelegations;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.DelegationPlace;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Verifies the delegations of one call or task. Thread-safe; never blocks.
 *
 * <p><b>Security guarantees</b>: a delegation that is needed and absent, unreadable, refused or
 * cannot be verified now is a refusal; the token and both principal headers are shown to the auth
 * service together.
 */
public final class DelegationGate {

  private static final Optional<Refused> GOOD = Optional.empty();
  private static final String ENCODING = "encoding";
  private static final ByteString CLEAR = ByteString.copyFromUtf8("json/plain");

  private final CheckedDelegations delegations;

  /**
   * A delegation that does not do.
   *
   * @param need what was needed
   * @param rejection why it is not met
   */
  public record Refused(DelegationNeed need, Rejection rejection) {}

  /** Asks there. */
  public DelegationGate(CheckedDelegations delegations) {
    this.delegations = delegations;
  }

  /**
   * Verifies all of them.
   *
   * @return the first refusal, or empty; never fails
   */
  public CompletableFuture<Optional<Refused>> verify(
      GatewayCaller caller, List<DelegationNeed> needs) {
    CompletableFuture<Optional<Refused>> verdict = CompletableFuture.completedFuture(GOOD);
    for (DelegationNeed need : needs) {
      verdict =
          verdict.thenCompose(refusal ->
              refusal.isPresent()
                  ? CompletableFuture.completedFuture(refusal)
                  : verify(caller, need));
    }
    return verdict;
  }

  private CompletableFuture<Optional<Refused>> verify(GatewayCaller caller, DelegationNeed need) {
    Map<String, Payload> fields = need.header().getFieldsMap();
    boolean isThere =
        fields.containsKey(LocumHeaders.DELEGATION) || fields.containsKey(LocumHeaders.PRINCIPAL);
    if (!isThere && !need.required()) {
      return CompletableFuture.completedFuture(GOOD);
    }
    try {
      if (!isThere && need.role() == CallerRole.STARTER) {
        throw notAStarters();
      }
      requireClear(fields, LocumHeaders.DELEGATION);
      requireClear(fields, LocumHeaders.PRINCIPAL);
      DelegationContext context = LocumHeaders.decode(SdkHeaders.of(fields));
      return delegations
          .check(question(caller, need, context))
          .thenApply(rejection -> rejection.map(refused -> new Refused(need, refused)));
    } catch (DenialException e) {
      return CompletableFuture.completedFuture(Optional.of(new Refused(need, e.rejection())));
    }
  }

  /** Who writes a starter would look for a way that there is none: only a trigger gets one. */
  private static DenialException notAStarters() {
    return new DenialException(
        DenialReason.REQUEST_INVALID,
        "header "
            + LocumHeaders.DELEGATION
            + ": absent, and the namespace requires one (expected: the delegation that the trigger"
            + " got; a starter gets none, so ask the trigger to start the work)");
  }

  /** Who encrypted a header must be told so, or will look for the fault elsewhere. */
  private static void requireClear(Map<String, Payload> fields, String name) {
    Payload payload = fields.get(name);
    if (payload != null && !CLEAR.equals(payload.getMetadataMap().get(ENCODING))) {
      throw new DenialException(
          DenialReason.REQUEST_INVALID,
          "header "
              + name
              + ": encrypted or encoded (expected: encoding json/plain, in clear of every payload"
              + " codec)");
    }
  }

  private static CheckDelegationRequest question(
      GatewayCaller caller, DelegationNeed need, DelegationContext context) {
    DelegationNeed.Target target = need.target();
    return CheckDelegationRequest.newBuilder()
        .setDelegationToken(context.token().reveal())
        .setWorkloadId(caller.workload().value())
        .setAsStarter(need.role() == CallerRole.STARTER)
        .setPlace(
            switch (need.place()) {
              case START -> DelegationPlace.DELEGATION_PLACE_START;
              case MESSAGE -> DelegationPlace.DELEGATION_PLACE_MESSAGE;
              case COMMAND -> DelegationPlace.DELEGATION_PLACE_COMMAND;
              case DISPATCH -> DelegationPlace.DELEGATION_PLACE_DISPATCH;
            })
        .setExecution(
            Execution.newBuilder()
                .setNamespace(target.namespace())
                .setWorkflowType(target.workflowType())
                .setWorkflowId(target.workflowId())
                .setRunId(target.runId())
                .setFirstExecutionRunId(target.firstRunId())
                .setTaskQueue(target.taskQueue())
                .setRootWorkflowId(target.rootWorkflowId())
                .setRootRunId(target.rootRunId()))
        .setPrincipalUser(context.principal().userId())
        .setPrincipalTenant(context.principal().tenantId())
        .build();
  }
}
