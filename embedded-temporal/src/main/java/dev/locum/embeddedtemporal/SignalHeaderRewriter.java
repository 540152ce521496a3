package dev.locum.embeddedtemporal;

import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.SignalWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;

/**
 * Finds the places of a message that hold a signal: requests that send one, answers that hold
 * history.
 */
final class SignalHeaderRewriter {

  private SignalHeaderRewriter() {}

  /** The request with every signal's header carried in its input; other requests as they are. */
  static Object carry(Object request) {
    if (request instanceof SignalWorkflowExecutionRequest signal && signal.hasHeader()) {
      return signal.toBuilder()
          .setInput(CarriedHeader.append(signal.getInput(), signal.getHeader()))
          .build();
    }
    if (request instanceof SignalWithStartWorkflowExecutionRequest signal && signal.hasHeader()) {
      return signal.toBuilder()
          .setSignalInput(CarriedHeader.append(signal.getSignalInput(), signal.getHeader()))
          .build();
    }
    if (request instanceof RespondWorkflowTaskCompletedRequest completed) {
      return carryInCommands(completed);
    }
    return request;
  }

  /** The answer with the header of every signal restored; other answers as they are. */
  static Object restore(Object response) {
    if (response instanceof PollWorkflowTaskQueueResponse task) {
      return restored(task);
    }
    if (response instanceof GetWorkflowExecutionHistoryResponse history
        && carries(history.getHistory())) {
      return history.toBuilder().setHistory(restored(history.getHistory())).build();
    }
    if (response instanceof RespondWorkflowTaskCompletedResponse completed
        && completed.hasWorkflowTask()) {
      return completed.toBuilder().setWorkflowTask(restored(completed.getWorkflowTask())).build();
    }
    if (response instanceof StartWorkflowExecutionResponse started
        && started.hasEagerWorkflowTask()) {
      return started.toBuilder()
          .setEagerWorkflowTask(restored(started.getEagerWorkflowTask()))
          .build();
    }
    return response;
  }

  private static PollWorkflowTaskQueueResponse restored(PollWorkflowTaskQueueResponse task) {
    return carries(task.getHistory())
        ? task.toBuilder().setHistory(restored(task.getHistory())).build()
        : task;
  }

  private static boolean carries(History history) {
    return history.getEventsList().stream()
        .anyMatch(event ->
            CarriedHeader.isIn(event.getWorkflowExecutionSignaledEventAttributes().getInput())
                || CarriedHeader.isIn(
                    event.getSignalExternalWorkflowExecutionInitiatedEventAttributes().getInput()));
  }

  private static RespondWorkflowTaskCompletedRequest carryInCommands(
      RespondWorkflowTaskCompletedRequest completed) {
    RespondWorkflowTaskCompletedRequest.Builder builder = completed.toBuilder();
    for (Command.Builder command : builder.getCommandsBuilderList()) {
      if (command.hasSignalExternalWorkflowExecutionCommandAttributes()) {
        SignalExternalWorkflowExecutionCommandAttributes.Builder signal =
            command.getSignalExternalWorkflowExecutionCommandAttributesBuilder();
        if (signal.hasHeader()) {
          signal.setInput(CarriedHeader.append(signal.getInput(), signal.getHeader()));
        }
      }
    }
    return builder.build();
  }

  private static History restored(History history) {
    History.Builder builder = history.toBuilder();
    for (HistoryEvent.Builder event : builder.getEventsBuilderList()) {
      if (event.hasWorkflowExecutionSignaledEventAttributes()) {
        restore(event.getWorkflowExecutionSignaledEventAttributesBuilder());
      } else if (event.hasSignalExternalWorkflowExecutionInitiatedEventAttributes()) {
        restore(event.getSignalExternalWorkflowExecutionInitiatedEventAttributesBuilder());
      }
    }
    return builder.build();
  }

  private static void restore(WorkflowExecutionSignaledEventAttributes.Builder signal) {
    Payloads input = signal.getInput();
    if (CarriedHeader.isIn(input)) {
      signal.setHeader(CarriedHeader.of(input)).setInput(CarriedHeader.remove(input));
    }
  }

  private static void restore(
      SignalExternalWorkflowExecutionInitiatedEventAttributes.Builder initiated) {
    Payloads input = initiated.getInput();
    if (CarriedHeader.isIn(input)) {
      initiated.setHeader(CarriedHeader.of(input)).setInput(CarriedHeader.remove(input));
    }
  }
}
