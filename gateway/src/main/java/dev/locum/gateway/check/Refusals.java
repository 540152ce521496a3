package dev.locum.gateway.check;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/** Words of refusals: which field, and what about it; never what it holds. */
public final class Refusals {

  private Refusals() {}

  /** A refusal because of a field. */
  public static DenialException of(DenialReason reason, FieldDescriptor field, String what) {
    return of(reason, field.getContainingType().getName() + "." + field.getName(), what);
  }

  /** A refusal because of a field, by its name. */
  public static DenialException of(DenialReason reason, String field, String what) {
    return new DenialException(reason, field + ": " + what);
  }
}
