package dev.locum.launcher.stage;

import com.google.protobuf.Timestamp;
import dev.locum.launcher.topology.World;
import io.grpc.Channel;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.ListClosedWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListOpenWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.concurrent.TimeUnit;

/** Asks Temporal itself, around every part of Locum. */
public final class TemporalProbe {

  private static final StartTimeFilter EVER =
      StartTimeFilter.newBuilder()
          .setEarliestTime(Timestamp.getDefaultInstance())
          .setLatestTime(Timestamp.newBuilder().setSeconds(253_402_300_799L))
          .build();

  private final WorkflowServiceBlockingStub temporal;

  TemporalProbe(Channel channel) {
    this.temporal = WorkflowServiceGrpc.newBlockingStub(channel);
  }

  /** How many executions it knows, open and closed. */
  public int executions() {
    int open =
        limited()
            .listOpenWorkflowExecutions(
                ListOpenWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(World.NAMESPACE)
                    .setMaximumPageSize(1000)
                    .setStartTimeFilter(EVER)
                    .build())
            .getExecutionsCount();
    int closed =
        limited()
            .listClosedWorkflowExecutions(
                ListClosedWorkflowExecutionsRequest.newBuilder()
                    .setNamespace(World.NAMESPACE)
                    .setMaximumPageSize(1000)
                    .setStartTimeFilter(EVER)
                    .build())
            .getExecutionsCount();
    return open + closed;
  }

  /** How many attempts of a workflow's pending activities have failed; 0 when none is pending. */
  public int failedAttempts(String workflowId) {
    return describe(workflowId).getPendingActivitiesList().stream()
        .mapToInt(activity -> activity.getAttempt() - 1)
        .sum();
  }

  /** Whether a workflow has come to its good end. */
  public boolean isCompleted(String workflowId) {
    return describe(workflowId).getWorkflowExecutionInfo().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED;
  }

  private DescribeWorkflowExecutionResponse describe(String workflowId) {
    return limited()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(World.NAMESPACE)
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build());
  }

  public WorkflowServiceBlockingStub stub() {
    return limited();
  }

  private WorkflowServiceBlockingStub limited() {
    return temporal.withWaitForReady().withDeadlineAfter(15, TimeUnit.SECONDS);
  }
}
