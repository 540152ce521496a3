package dev.locum.gateway.real;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.taskqueue.v1.TaskQueue;
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
      } else if (key.getJavaType() == JavaType.MESSAGE && !key.isMapField()) {
        kept.setField(key, strippedField(field.getValue()));
      }
    }
    boolean isSticky =
        answer instanceof TaskQueue queue
            && queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_STICKY;
    return isSticky ? ((TaskQueue.Builder) kept).clearName().build() : kept.build();
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
