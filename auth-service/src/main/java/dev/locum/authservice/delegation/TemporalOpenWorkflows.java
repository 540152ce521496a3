package dev.locum.authservice.delegation;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.serviceclient.StatusUtils;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the Temporal frontends, each for its namespace. */
public final class TemporalOpenWorkflows implements OpenWorkflows {

  /** Bounds how long a renewal waits for Temporal. */
  private static final long DEADLINE_SECONDS = 2;

  private final Map<String, Channel> frontends;

  /**
   * Frontends by namespace; the channels stay the caller's.
   *
   * @param frontends by namespace
   */
  public TemporalOpenWorkflows(Map<String, ? extends Channel> frontends) {
    this.frontends = Map.copyOf(frontends);
  }

  @Override
  public Liveness ask(String namespace, String workflowId, Optional<String> firstRun) {
    Channel frontend = frontends.get(namespace);
    if (frontend == null) {
      return Liveness.NOT_CONFIGURED;
    }
    try {
      WorkflowExecutionInfo info =
          WorkflowServiceGrpc.newBlockingStub(frontend)
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(namespace)
                      .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                      .build())
              .getWorkflowExecutionInfo();
      return livenessOf(info, firstRun);
    } catch (StatusRuntimeException e) {
      return isWorkflowUnknown(e) ? Liveness.CLOSED : Liveness.UNKNOWN;
    }
  }

  /** A namespace that is not there says nothing of its workflows: it may be Temporal's mistake. */
  private static boolean isWorkflowUnknown(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.NOT_FOUND
        && !StatusUtils.hasFailure(e, NamespaceNotFoundFailure.class);
  }

  private static Liveness livenessOf(WorkflowExecutionInfo info, Optional<String> firstRun) {
    if (info.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
      return Liveness.CLOSED;
    }
    // A server that does not tell the first run of a chain leaves it empty.
    boolean isOther =
        firstRun.isPresent()
            && !info.getFirstRunId().isEmpty()
            && !info.getFirstRunId().equals(firstRun.get());
    return isOther ? Liveness.CLOSED : Liveness.OPEN;
  }
}
