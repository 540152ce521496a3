package dev.locum.gateway.check.field;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.gateway.catalogue.ApiVersion;
import dev.locum.gateway.catalogue.FieldRole;
import dev.locum.gateway.catalogue.FieldTable;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.Memo;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which fields of one type have to be looked at. Plain texts, bytes and numbers do not. */
final class MessagePlan {

  private final Descriptor type;
  private final FieldStep[] steps;
  private final OneofDescriptor[] oneofs;
  private final Map<FieldDescriptor, FieldStep> oneofSteps;

  MessagePlan(Descriptor type, FieldScan scan) {
    this.type = type;
    List<FieldStep> plain = new ArrayList<>();
    Map<FieldDescriptor, FieldStep> exclusive = new HashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      FieldRole role = FieldTable.roleOf(field);
      if (role == FieldRole.PLAIN && !holdsMore(field)) {
        continue;
      }
      FieldStep step = new FieldStep(field, role, scan);
      if (field.getRealContainingOneof() == null) {
        plain.add(step);
      } else {
        exclusive.put(field, step);
      }
    }
    this.steps = plain.toArray(FieldStep[]::new);
    this.oneofSteps = Map.copyOf(exclusive);
    this.oneofs =
        exclusive.keySet().stream()
            .map(FieldDescriptor::getRealContainingOneof)
            .distinct()
            .toArray(OneofDescriptor[]::new);
  }

  private static boolean holdsMore(FieldDescriptor field) {
    FieldDescriptor value =
        field.isMapField() ? field.getMessageType().findFieldByName("value") : field;
    return value.getJavaType() == JavaType.MESSAGE || value.getJavaType() == JavaType.ENUM;
  }

  void scan(Message message, FieldCheck check) {
    refuseUnknownFields(message);
    if (isPayloads(message)) {
      return;
    }
    for (FieldStep step : steps) {
      step.scan(message, check);
    }
    for (OneofDescriptor oneof : oneofs) {
      FieldDescriptor set = message.getOneofFieldDescriptor(oneof);
      FieldStep step = set == null ? null : oneofSteps.get(set);
      if (step != null) {
        step.scan(message, check);
      }
    }
  }

  /** The types that most of all messages are made of, without reflection. */
  private boolean isPayloads(Message message) {
    switch (message) {
      case Payload payload -> payload(payload);
      case Payloads payloads -> payloads.getPayloadsList().forEach(this::payload);
      case Header header -> header.getFieldsMap().values().forEach(this::payload);
      case Memo memo -> memo.getFieldsMap().values().forEach(this::payload);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void payload(Payload payload) {
    refuseUnknownFields(payload);
    for (int i = 0; i < payload.getExternalPayloadsCount(); i++) {
      refuseUnknownFields(payload.getExternalPayloads(i));
    }
  }

  private void refuseUnknownFields(Message message) {
    UnknownFieldSet unknown = message.getUnknownFields();
    if (!unknown.isEmpty()) {
      throw ApiVersion.lacks(
          type.getName() + ": field " + Collections.min(unknown.asMap().keySet()));
    }
  }
}
