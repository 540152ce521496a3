package dev.locum.trigger.temporal;

import io.temporal.api.common.v1.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A workflow to start.
 *
 * @param namespace the namespace
 * @param workflowType its type
 * @param workflowId its id
 * @param taskQueue its queue
 * @param requestId tells Temporal a repeat from another start
 * @param input its arguments
 * @param headers its headers
 * @param limit how long the execution may take in all
 */
public record StartOrder(
    String namespace,
    String workflowType,
    String workflowId,
    String taskQueue,
    String requestId,
    List<Payload> input,
    Map<String, Payload> headers,
    Duration limit) {}
