package dev.locum.gateway.check.field;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.locum.gateway.catalogue.FieldRole;

/** Decides about one field that is set. */
@FunctionalInterface
public interface FieldCheck {

  /** Lets everything pass: only what nobody knows is looked for. */
  FieldCheck NONE = (role, field, value) -> {};

  /**
   * Decides.
   *
   * @param role what the field names; never {@link FieldRole#PLAIN}
   * @param field the field
   * @param value a text, bytes, a message, or a map of texts; one of them at a time if repeated
   * @throws dev.locum.token.denial.DenialException to refuse
   */
  void check(FieldRole role, FieldDescriptor field, Object value);
}
