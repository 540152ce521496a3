package dev.locum.gateway.check.view;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Predicate;

/** Leaves rows out of a list. */
final class Rows {

  private Rows() {}

  /** The response with those rows alone; the same one if that is all of them. */
  static Message own(Message response, String rows, Predicate<Message> isOwn) {
    FieldDescriptor field = response.getDescriptorForType().findFieldByName(rows);
    List<?> all = (List<?>) response.getField(field);
    if (all.stream().allMatch(row -> isOwn.test((Message) row))) {
      return response;
    }
    Message.Builder own = response.toBuilder().clearField(field);
    all.stream()
        .map(Message.class::cast)
        .filter(isOwn)
        .forEach(row -> own.addRepeatedField(field, row));
    return own.build();
  }
}
