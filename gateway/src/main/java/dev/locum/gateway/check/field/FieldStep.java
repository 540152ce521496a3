package dev.locum.gateway.check.field;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.locum.gateway.catalogue.ApiVersion;
import dev.locum.gateway.catalogue.FieldRole;
import dev.locum.temporalapi.update.v1.Acceptance;
import dev.locum.temporalapi.update.v1.Rejection;
import dev.locum.temporalapi.update.v1.Response;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Map;

/** Looks at one field of a message. */
final class FieldStep {

  /** What a worker may put into an envelope, by the name that says so. */
  private static final Map<String, Message> ENVELOPED =
      Map.of(
          url(Acceptance.getDefaultInstance()), Acceptance.getDefaultInstance(),
          url(Rejection.getDefaultInstance()), Rejection.getDefaultInstance(),
          url(Response.getDefaultInstance()), Response.getDefaultInstance());

  private final FieldDescriptor field;
  private final FieldRole role;
  private final FieldScan scan;
  private final JavaType valueType;

  FieldStep(FieldDescriptor field, FieldRole role, FieldScan scan) {
    this.field = field;
    this.role = role;
    this.scan = scan;
    this.valueType =
        field.isMapField()
            ? field.getMessageType().findFieldByName("value").getJavaType()
            : field.getJavaType();
  }

  void scan(Message message, FieldCheck check) {
    if (field.isRepeated()) {
      if (message.getRepeatedFieldCount(field) > 0) {
        repeated(message, check);
      }
    } else if (field.hasPresence()) {
      if (message.hasField(field)) {
        value(message.getField(field), check);
      }
    } else {
      // A text or number without presence is set if it is not empty; empty names nothing.
      Object value = message.getField(field);
      if (!value.equals(field.getDefaultValue())) {
        value(value, check);
      }
    }
  }

  private void repeated(Message message, FieldCheck check) {
    List<?> values = (List<?>) message.getField(field);
    if (!field.isMapField()) {
      for (Object value : values) {
        value(value, check);
      }
    } else if (valueType == JavaType.MESSAGE || valueType == JavaType.ENUM) {
      for (Object entry : values) {
        value(((MapEntry<?, ?>) entry).getValue(), check);
      }
    } else if (role != FieldRole.PLAIN) {
      check.check(role, field, values);
    }
  }

  private void value(Object value, FieldCheck check) {
    switch (valueType) {
      case ENUM -> requireKnown(value);
      case MESSAGE -> message((Message) value, check);
      default -> check.check(role, field, value);
    }
  }

  private void message(Message value, FieldCheck check) {
    if (role == FieldRole.ENVELOPE) {
      scan.scan(open((Any) value), check);
      return;
    }
    if (role != FieldRole.PLAIN) {
      check.check(role, field, value);
    }
    scan.scan(value, role == FieldRole.INFORMATION ? FieldCheck.NONE : check);
  }

  private void requireKnown(Object value) {
    boolean isKnown =
        value instanceof EnumValueDescriptor known
            ? known.getIndex() >= 0
            : field
                    .getMessageType()
                    .findFieldByName("value")
                    .getEnumType()
                    .findValueByNumber((Integer) value)
                != null;
    if (!isKnown) {
      int number =
          value instanceof EnumValueDescriptor unknown ? unknown.getNumber() : (Integer) value;
      throw ApiVersion.lacks(
          field.getContainingType().getName() + "." + field.getName() + ": value " + number);
    }
  }

  private Message open(Any envelope) {
    scan.scan(envelope, FieldCheck.NONE);
    Message type = ENVELOPED.get(envelope.getTypeUrl());
    if (type == null) {
      throw ApiVersion.lacks(field.getName() + ": the type of its content");
    }
    try {
      return type.getParserForType().parseFrom(envelope.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new DenialException(DenialReason.REQUEST_INVALID, field.getName() + ": malformed");
    }
  }

  private static String url(Message type) {
    return "type.googleapis.com/" + type.getDescriptorForType().getFullName();
  }
}
