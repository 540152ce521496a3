package dev.locum.gateway.real;

import dev.locum.temporalapi.enums.v1.TaskQueueType;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Polls for workflow tasks that are open while a test does something else.
 *
 * @param bare somebody who is told by Temporal itself who polls
 */
record OpenPolls(Party bare) {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /**
   * Polls in the namespace of the party; it is open once Temporal shows it among the queue's
   * pollers.
   *
   * @param poll what is polled; names who polls
   * @param atTemporal the queue by the name that Temporal knows
   */
  Future<PollWorkflowTaskQueueResponse> open(
      Party party, PollWorkflowTaskQueueRequest poll, TaskQueue atTemporal) {
    Future<PollWorkflowTaskQueueResponse> open =
        WorkflowServiceGrpc.newFutureStub(party.channel())
            .withDeadlineAfter(90, TimeUnit.SECONDS)
            .pollWorkflowTaskQueue(poll.toBuilder().setNamespace(party.namespace()).build());
    // The embedded server does not say, and gives a task to a poll that comes later as well.
    if (RealWorld.isReal()) {
      Await.until(
          "the open poll",
          PATIENCE,
          () -> isPolledBy(party.namespace(), atTemporal, poll.getIdentity()));
    }
    return open;
  }

  private boolean isPolledBy(String namespace, TaskQueue queue, String identity) {
    return bare
        .calls()
        .describeTaskQueue(
            DescribeTaskQueueRequest.newBuilder()
                .setNamespace(namespace)
                .setTaskQueue(queue)
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                .build())
        .getPollersList()
        .stream()
        .anyMatch(poller -> poller.getIdentity().equals(identity));
  }
}
