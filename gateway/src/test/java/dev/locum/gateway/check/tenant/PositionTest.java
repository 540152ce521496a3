package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.catalogue.Scope;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.operatorservice.v1.OperatorServiceGrpc;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A position in a list or history names where Temporal goes on, and Temporal believes whoever
 * brings one (bypass 5.4 of the list in the issue): none is told in the open, and one of a
 * stranger's making is not forwarded, whichever method it is for.
 */
final class PositionTest {

  private static final String POSITION = "next_page_token";
  private static final ByteString TEMPORALS = ByteString.copyFromUtf8("a position");

  private final TenantRules rules = Scene.rules();

  @Test
  void everyPositionThatATenantIsTold_isSealed() {
    List<String> open = new ArrayList<>();
    int told = 0;
    for (MethodEntry entry : withPosition()) {
      for (CallerRole role : List.of(CallerRole.WORKER, CallerRole.STARTER)) {
        for (Layout layout : Layout.values()) {
          GatewayCaller caller = Scene.caller(role);
          RequestVerdict verdict = rules.checkRequest(caller, entry.fullName(), own(entry, layout));
          if (verdict instanceof RequestVerdict.Forward forwarded) {
            told++;
            if (isOpen(rules.checkResponse(caller, forwarded, answer(entry)))) {
              open.add(role + " " + entry.name());
            }
          }
        }
      }
    }

    assertThat(open).isEmpty();
    assertThat(told).as("answers with a position").isGreaterThan(20);
  }

  @Test
  void noPositionOfAStrangersMaking_isForwarded() {
    List<String> forwarded = new ArrayList<>();
    for (MethodEntry entry : withPosition()) {
      FieldDescriptor position = entry.request().findFieldByName(POSITION);
      for (Layout layout : Layout.values()) {
        Message own = own(entry, layout);
        Message made =
            position == null ? own : own.toBuilder().setField(position, TEMPORALS).build();
        RequestVerdict verdict =
            rules.checkRequest(Scene.alice(CallerRole.STARTER), entry.fullName(), made);
        if (position != null && verdict instanceof RequestVerdict.Forward) {
          forwarded.add(entry.name());
        }
      }
    }

    assertThat(forwarded).isEmpty();
  }

  private static List<MethodEntry> withPosition() {
    return MethodCatalogue.compiled().all().stream()
        .filter(entry -> entry.scope() == Scope.NAMESPACE)
        .filter(entry -> entry.response().findFieldByName(POSITION) != null)
        .toList();
  }

  private static Message own(MethodEntry entry, Layout layout) {
    return SampleRequests.of(entry, Scene.namespace("alice", layout));
  }

  private static Message answer(MethodEntry entry) {
    Message.Builder answer = prototype(entry.fullName()).newBuilderForType();
    if (answer instanceof GetWorkflowExecutionHistoryResponse.Builder history) {
      history.setHistory(Deliveries.workflow().getHistory());
    } else if (answer instanceof PollWorkflowTaskQueueResponse.Builder task) {
      task.mergeFrom(Deliveries.workflow());
    }
    return answer.setField(entry.response().findFieldByName(POSITION), TEMPORALS).build();
  }

  private static boolean isOpen(ResponseVerdict verdict) {
    Message told =
        switch (verdict) {
          case ResponseVerdict.Deliver deliver -> deliver.response();
          case ResponseVerdict.Withhold withhold -> withhold.response();
        };
    return told.getField(told.getDescriptorForType().findFieldByName(POSITION)).equals(TEMPORALS);
  }

  private static Message prototype(String method) {
    Map<String, Message> prototypes = new HashMap<>();
    for (ServiceDescriptor service :
        new ServiceDescriptor[] {
          WorkflowServiceGrpc.getServiceDescriptor(), OperatorServiceGrpc.getServiceDescriptor()
        }) {
      for (MethodDescriptor<?, ?> each : service.getMethods()) {
        PrototypeMarshaller<?> marshaller = (PrototypeMarshaller<?>) each.getResponseMarshaller();
        prototypes.put(each.getFullMethodName(), (Message) marshaller.getMessagePrototype());
      }
    }
    return Objects.requireNonNull(prototypes.get(method), method);
  }
}
