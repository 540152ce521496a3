package dev.locum.worker.rpc;

import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.CloseDelegationsRequest;
import dev.locum.protocol.auth.v1.CloseDelegationsResponse;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.EndedWork;
import dev.locum.token.denial.DenialException;
import dev.locum.worker.verification.DelegationAuthority;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports ends: many in one call, or one by one to an auth service that does not know such a call.
 */
final class ClosingCalls {

  private static final Logger log = LoggerFactory.getLogger(ClosingCalls.class);

  /** Once found out it counts for this process's life. */
  private volatile boolean oneByOne;

  void close(DelegationServiceBlockingStub delegations, List<DelegationAuthority.EndedWork> ended) {
    if (!oneByOne) {
      try {
        told(delegations.closeDelegations(request(ended)));
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
          throw AuthorityClient.denial(e);
        }
        oneByOne = true;
      }
    }
    closeEach(delegations, ended);
  }

  /** One that cannot be closed now does not keep the others from it. */
  private static void closeEach(
      DelegationServiceBlockingStub delegations, List<DelegationAuthority.EndedWork> ended) {
    @Nullable DenialException failure = null;
    for (DelegationAuthority.EndedWork each : ended) {
      try {
        closeOne(delegations, each);
      } catch (DenialException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static CloseDelegationsRequest request(List<DelegationAuthority.EndedWork> ended) {
    CloseDelegationsRequest.Builder request = CloseDelegationsRequest.newBuilder();
    ended.forEach(each ->
        request.addEnded(
            EndedWork.newBuilder()
                .setDelegationId(each.delegation().value())
                .setFirstExecutionRunId(each.firstExecutionRunId())
                .setOutcome(each.outcome())));
    return request.build();
  }

  private static void told(CloseDelegationsResponse response) {
    response
        .getRefusedList()
        .forEach(each ->
            log.debug("end of delegation {} refused: {}", each.getDelegationId(), each.getCode()));
  }

  private static void closeOne(
      DelegationServiceBlockingStub delegations, DelegationAuthority.EndedWork ended) {
    try {
      AuthorityClient.ask(() ->
          delegations.closeDelegation(
              CloseDelegationRequest.newBuilder()
                  .setDelegationId(ended.delegation().value())
                  .setFirstExecutionRunId(ended.firstExecutionRunId())
                  .setOutcome(ended.outcome())
                  .build()));
    } catch (DenialException e) {
      if (e.reason().isRetryable()) {
        throw e;
      }
      log.debug("end of delegation {} refused: {}", ended.delegation(), e.reason().code());
    }
  }
}
