package dev.locum.gateway.real;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.TaskQueueKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Temporal answers, without what differs between any two runs of the same work. */
final class Answers {

  private static final Set<String> DIFFERING =
      Set.of(
          "run_id",
          "first_execution_run_id",
          "first_run_id",
          "activity_id",
          "original_execution_run_id",
          "new_execution_run_id",
          "request_id",
          "request_id_infos",
          "identity",
          "task_id",
          "history_size_bytes",
          "execution_duration",
          "conflict_token",
          "worker_instance_key");

  /** Sealed by a gateway: that there is one is compared, and not which. */
  private static final Set<String> TOKENS = Set.of("task_token", "next_page_token");

  private static final ByteString A_TOKEN = ByteString.copyFromUtf8("a token");

  private Answers() {}

  /** An answer as text. */
  static String comparable(Message answer) {
    return TextFormat.printer().printToString(stripped(answer));
  }

  private static Message stripped(Message answer) {
    Message.Builder kept = answer.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : answer.getAllFields().entrySet()) {
      FieldDescriptor key = field.getKey();
      if (DIFFERING.contains(key.getName()) || isTime(key)) {
        kept.clearField(key);
      } else if (TOKENS.contains(key.getName())) {
        kept.setField(key, A_TOKEN);
      } else if (key.getJavaType() == JavaType.MESSAGE && !key.isMapField()) {
        kept.setField(key, strippedField(field.getValue()));
      }
    }
    return isSticky(answer) ? kept.clearField(named(answer, "name")).build() : kept.build();
  }

  /** A sticky queue is called differently behind a gateway. */
  private static boolean isSticky(Message answer) {
    return answer.getDescriptorForType().getFullName().equals("temporal.api.taskqueue.v1.TaskQueue")
        && ((EnumValueDescriptor) answer.getField(named(answer, "kind"))).getNumber()
            == TaskQueueKind.TASK_QUEUE_KIND_STICKY_VALUE;
  }

  private static FieldDescriptor named(Message message, String field) {
    return message.getDescriptorForType().findFieldByName(field);
  }

  private static Object strippedField(Object value) {
    return value instanceof List<?> many
        ? many.stream().map(one -> stripped((Message) one)).toList()
        : stripped((Message) value);
  }

  private static boolean isTime(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        && field.getMessageType().getFullName().equals(Timestamp.getDescriptor().getFullName());
  }
}
