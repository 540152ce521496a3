package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.catalogue.ApiVersion;
import dev.locum.gateway.catalogue.FieldRole;
import dev.locum.gateway.catalogue.FieldTable;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.catalogue.Reach;
import dev.locum.gateway.catalogue.Scope;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.SearchAttributes;
import dev.locum.temporalapi.taskqueue.v1.PollerPoolInfo;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For each method that a role of Alice's may call, and each field at any depth of its request: set
 * to something of Bob's, the request is refused, and so is one with a field or value that this
 * version lacks. The same request without it is let pass, so that a refusal is never by chance.
 */
final class EveryMentionTest {

  /** Deep enough for a header in a payload in an update in a multi-operation. */
  private static final int MAX_DEPTH = 7;

  private static final Set<FieldRole> REFUSED_IN_SHARED =
      Set.of(
          FieldRole.NAMESPACE,
          FieldRole.NAMESPACE_ID,
          FieldRole.TASK_QUEUE,
          FieldRole.POLLED_QUEUE,
          FieldRole.OWNED_ID,
          FieldRole.WORKFLOW_TYPE,
          FieldRole.DEPLOYMENT,
          FieldRole.SEARCH_ATTRIBUTES,
          FieldRole.CALLBACK,
          FieldRole.NEXUS,
          FieldRole.ADDRESS,
          FieldRole.COMPUTE,
          FieldRole.LONG_POLL_TOKEN,
          FieldRole.TASK_TOKEN,
          FieldRole.PAGE_TOKEN,
          FieldRole.CONTROL_QUEUE,
          FieldRole.ENVELOPE);

  private final TenantRules rules = Scene.rules();

  @ParameterizedTest
  @EnumSource(names = {"WORKER", "STARTER"})
  void anythingOfBobs_atAnyDepthOfAnyRequest_isRefused(CallerRole role) {
    List<String> passed = new ArrayList<>();
    int tried = 0;
    for (MethodEntry entry : callable(role)) {
      Message valid = SampleRequests.of(entry, Scene.SHARED);
      assertThat(isRefused(role, entry, valid)).as("control: %s", entry.name()).isFalse();
      for (List<FieldDescriptor> path : paths(entry.request())) {
        FieldDescriptor last = path.getLast();
        Object foreign = foreign(last);
        if (foreign == null) {
          continue;
        }
        tried++;
        Message attack = with(valid, path, 0, foreign);
        if (!isRefused(role, entry, attack)) {
          passed.add(entry.name() + ": " + names(path));
        }
      }
    }

    assertThat(passed).isEmpty();
    assertThat(tried).as("attacks tried as %s", role).isGreaterThan(75);
  }

  /** Who runs a newer SDK is told what it sent, or could not find out. */
  @Test
  void aFieldThatThisVersionLacks_isNamedInTheRefusal() {
    PollWorkflowTaskQueueRequest poll =
        PollWorkflowTaskQueueRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setTaskQueue(TaskQueue.newBuilder().setName(Scene.QUEUE))
            .setPollerPoolInfo(PollerPoolInfo.newBuilder().setTargetPollers(5))
            .build();
    RequestVerdict known = check(poll);
    PollWorkflowTaskQueueRequest newer =
        poll.toBuilder()
            .setPollerPoolInfo(
                poll.getPollerPoolInfo().toBuilder()
                    .setUnknownFields(
                        UnknownFieldSet.newBuilder()
                            .addField(1999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                            .build()))
            .build();

    assertThat(known).isInstanceOf(RequestVerdict.Forward.class);
    assertThat(check(newer))
        .isEqualTo(
            new RequestVerdict.Deny(
                DenialReason.REQUEST_INVALID,
                "PollerPoolInfo: field 1999 is not in Temporal API "
                    + ApiVersion.KNOWN
                    + ", which this gateway knows (expected: an SDK that does not send it, or a"
                    + " newer gateway)"));
  }

  private static RequestVerdict check(PollWorkflowTaskQueueRequest poll) {
    return Scene.rules()
        .checkRequest(Scene.caller(CallerRole.WORKER), Scene.method("PollWorkflowTaskQueue"), poll);
  }

  /** A newer API's field, unknown here, could mean anything to a newer server. */
  @ParameterizedTest
  @EnumSource(names = {"WORKER", "STARTER"})
  void bypass_05_5_21_aFieldThatThisVersionLacks_atAnyDepth_isRefused(CallerRole role) {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                1999,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("bob"))
                    .build())
            .build();
    List<String> passed = new ArrayList<>();
    for (MethodEntry entry : callable(role)) {
      Message valid = SampleRequests.of(entry, Scene.SHARED);
      assertThat(isRefused(role, entry, valid.toBuilder().setUnknownFields(unknown).build()))
          .as(entry.name())
          .isTrue();
      for (List<FieldDescriptor> path : paths(entry.request())) {
        FieldDescriptor last = path.getLast();
        if (last.getJavaType() != JavaType.MESSAGE || last.isMapField()) {
          continue;
        }
        DynamicMessage value =
            DynamicMessage.newBuilder(last.getMessageType()).setUnknownFields(unknown).build();
        if (!isRefused(role, entry, with(valid, path, 0, value))) {
          passed.add(entry.name() + ": " + names(path));
        }
      }
    }

    assertThat(passed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"WORKER", "STARTER"})
  void bypass_05_5_21_anEnumValueThatThisVersionLacks_atAnyDepth_isRefused(CallerRole role) {
    List<String> passed = new ArrayList<>();
    for (MethodEntry entry : callable(role)) {
      Message valid = SampleRequests.of(entry, Scene.SHARED);
      for (List<FieldDescriptor> path : paths(entry.request())) {
        FieldDescriptor last = path.getLast();
        if (last.getJavaType() != JavaType.ENUM) {
          continue;
        }
        Object value = last.getEnumType().findValueByNumberCreatingIfUnknown(4711);
        if (!isRefused(role, entry, with(valid, path, 0, value))) {
          passed.add(entry.name() + ": " + names(path));
        }
      }
    }

    assertThat(passed).isEmpty();
  }

  /** What a namespace of one's own does not need is still refused in it. */
  @Test
  void callbacksNexusAndOtherNamespaces_inANamespaceOfOnesOwn_areRefused() {
    Set<FieldRole> always =
        Set.of(FieldRole.NAMESPACE, FieldRole.CALLBACK, FieldRole.NEXUS, FieldRole.COMPUTE);
    List<String> passed = new ArrayList<>();
    for (CallerRole role : List.of(CallerRole.WORKER, CallerRole.STARTER)) {
      for (MethodEntry entry : callable(role)) {
        Message valid = SampleRequests.of(entry, "alice-own");
        for (List<FieldDescriptor> path : paths(entry.request())) {
          FieldDescriptor last = path.getLast();
          Object foreign = always.contains(FieldTable.roleOf(last)) ? foreign(last) : null;
          if (foreign != null && !isRefused(role, entry, with(valid, path, 0, foreign))) {
            passed.add(entry.name() + ": " + names(path));
          }
        }
      }
    }

    assertThat(passed).isEmpty();
  }

  private boolean isRefused(CallerRole role, MethodEntry entry, Message request) {
    Message parsed = reparsed(request);
    return switch (rules.checkRequest(Scene.alice(role), entry.fullName(), parsed)) {
      case RequestVerdict.Deny deny -> true;
      case RequestVerdict.Report report -> true;
      case RequestVerdict.Forward forward -> false;
      case RequestVerdict.Answer answer -> false;
    };
  }

  /** As it would come over the wire. */
  private static Message reparsed(Message request) {
    try {
      return request.getParserForType().parseFrom(request.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static List<MethodEntry> callable(CallerRole role) {
    return MethodCatalogue.compiled().all().stream()
        .filter(entry -> entry.scope() == Scope.NAMESPACE)
        .filter(entry -> entry.audience().of(role) == Reach.EVERYWHERE)
        .toList();
  }

  private static @Nullable Object foreign(FieldDescriptor field) {
    FieldRole role = FieldTable.roleOf(field);
    if (!REFUSED_IN_SHARED.contains(role) || field.isMapField()) {
      return null;
    }
    if (field.getJavaType() == JavaType.BYTE_STRING) {
      return ByteString.copyFromUtf8("bob.token");
    }
    if (field.getJavaType() == JavaType.STRING) {
      return "bob.thing";
    }
    if (role == FieldRole.SEARCH_ATTRIBUTES) {
      return SearchAttributes.newBuilder()
          .putIndexedFields("TemporalNamespaceDivision", Payload.getDefaultInstance())
          .build();
    }
    DynamicMessage.Builder message = DynamicMessage.newBuilder(field.getMessageType());
    Optional.ofNullable(field.getMessageType().findFieldByName("name"))
        .ifPresent(name -> message.setField(name, "bob-orders"));
    return message.build();
  }

  private static Set<List<FieldDescriptor>> paths(Descriptor type) {
    Set<List<FieldDescriptor>> found = new LinkedHashSet<>();
    walk(type, List.of(), found);
    return found;
  }

  private static void walk(
      Descriptor type, List<FieldDescriptor> above, Set<List<FieldDescriptor>> found) {
    for (FieldDescriptor field : type.getFields()) {
      List<FieldDescriptor> path = new ArrayList<>(above);
      path.add(field);
      found.add(path);
      FieldRole role = FieldTable.roleOf(field);
      boolean goesOn =
          field.getJavaType() == JavaType.MESSAGE
              && !field.isMapField()
              && role != FieldRole.INFORMATION
              && path.size() < MAX_DEPTH
              && above.stream().noneMatch(f -> f.getMessageType() == field.getMessageType());
      if (goesOn) {
        walk(field.getMessageType(), path, found);
      }
    }
  }

  /** The message with one more value, in what it already holds. */
  private static Message with(
      Message message, List<FieldDescriptor> path, int depth, Object value) {
    Message.Builder builder = message.toBuilder();
    FieldDescriptor field = path.get(depth);
    if (depth == path.size() - 1) {
      set(builder, field, value);
      return builder.build();
    }
    boolean isEmpty = field.isRepeated() && message.getRepeatedFieldCount(field) == 0;
    Message inner;
    if (isEmpty) {
      inner = builder.newBuilderForField(field).build();
      builder.addRepeatedField(field, with(inner, path, depth + 1, value));
    } else if (field.isRepeated()) {
      inner = (Message) message.getRepeatedField(field, 0);
      builder.setRepeatedField(field, 0, with(inner, path, depth + 1, value));
    } else {
      inner = (Message) message.getField(field);
      builder.setField(field, with(inner, path, depth + 1, value));
    }
    return builder.build();
  }

  private static void set(Message.Builder builder, FieldDescriptor field, Object value) {
    Object typed =
        value instanceof DynamicMessage dynamic
            ? builder.newBuilderForField(field).mergeFrom(dynamic).build()
            : value;
    if (field.isRepeated()) {
      builder.addRepeatedField(field, typed);
    } else {
      builder.setField(field, typed);
    }
  }

  private static String names(List<FieldDescriptor> path) {
    return String.join(".", path.stream().map(FieldDescriptor::getName).toList());
  }
}
