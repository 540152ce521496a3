package dev.locum.worker.temporal;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.command.v1.Command;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees, on the worker's own connection to Temporal, which runs end: a workflow task whose
 * completion was accepted ends its run by the closing command that it held. It changes nothing.
 *
 * <p><b>Not guaranteed</b>: that it sees every end. A task that came in another way, or long ago,
 * is not paired with its completion, and nobody is told. Thread-safe.
 */
public final class AcceptedCompletions implements ClientInterceptor {

  /** Bounds memory; a worker holds far fewer tasks at a time. */
  private static final int MAX_TASKS = 10_000;

  private static final Set<CommandType> CLOSING =
      EnumSet.of(
          CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION);

  private static final String POLL =
      WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod().getFullMethodName();
  private static final String COMPLETE =
      WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod().getFullMethodName();

  private final BiConsumer<String, CommandType> ended;
  private final ConcurrentMap<ByteString, String> runs = new ConcurrentHashMap<>();

  /**
   * An interceptor.
   *
   * @param ended is told a run and by which command it has ended; must return at once
   */
  public AcceptedCompletions(BiConsumer<String, CommandType> ended) {
    this.ended = ended;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    String name = method.getFullMethodName();
    return name.equals(POLL) || name.equals(COMPLETE) ? new Watched<>(call) : call;
  }

  private void taken(PollWorkflowTaskQueueResponse task) {
    // A task that only asks something ends nothing.
    if (task.getTaskToken().isEmpty() || task.hasQuery()) {
      return;
    }
    if (runs.size() >= MAX_TASKS) {
      runs.clear();
    }
    runs.put(task.getTaskToken(), task.getWorkflowExecution().getRunId());
  }

  private void accepted(RespondWorkflowTaskCompletedRequest completion) {
    String run = runs.remove(completion.getTaskToken());
    if (run != null && !completion.getIntermediatePage()) {
      closing(completion).ifPresent(command -> ended.accept(run, command));
    }
  }

  /** The closing command is the last, if there is one. */
  private static Optional<CommandType> closing(RespondWorkflowTaskCompletedRequest completion) {
    int count = completion.getCommandsCount();
    return count == 0
        ? Optional.empty()
        : Optional.of(completion.getCommands(count - 1))
            .map(Command::getCommandType)
            .filter(CLOSING::contains);
  }

  private final class Watched<Q, A> extends SimpleForwardingClientCall<Q, A> {

    private volatile @Nullable RespondWorkflowTaskCompletedRequest completion;

    Watched(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendMessage(Q message) {
      if (message instanceof RespondWorkflowTaskCompletedRequest request) {
        completion = request;
      }
      super.sendMessage(message);
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onMessage(A message) {
              if (message instanceof PollWorkflowTaskQueueResponse task) {
                taken(task);
              } else if (message instanceof RespondWorkflowTaskCompletedResponse response
                  && response.hasWorkflowTask()) {
                taken(response.getWorkflowTask());
              }
              super.onMessage(message);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              RespondWorkflowTaskCompletedRequest sent = completion;
              if (sent != null && status.isOk()) {
                accepted(sent);
              }
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }
}
