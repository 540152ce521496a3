package dev.locum.launcher.stage;

import com.google.protobuf.Timestamp;
import dev.locum.launcher.topology.World;
import io.grpc.Channel;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.filter.v1.StartTimeFilter;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
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

  /** Whether the history of a workflow has such an event. */
  public boolean has(String workflowId, EventType type) {
    return limited()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(World.NAMESPACE)
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build())
        .getHistory()
        .getEventsList()
        .stream()
        .anyMatch(event -> event.getEventType() == type);
  }

  public WorkflowServiceBlockingStub stub() {
    return limited();
  }

  private WorkflowServiceBlockingStub limited() {
    return temporal.withWaitForReady().withDeadlineAfter(15, TimeUnit.SECONDS);
  }
}
