package dev.locum.gateway.check.field;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Walks through messages along plans that are made once for each type. Thread-safe.
 *
 * <p><b>Security guarantees</b>: a message that passes has, at any depth, no field, no enum value
 * and no enveloped type that the compiled API lacks, and each field with a role was shown to the
 * check.
 */
public final class FieldScan {

  private final Map<Descriptor, MessagePlan> plans = new ConcurrentHashMap<>();

  /**
   * Walks through.
   *
   * @throws dev.locum.token.denial.DenialException if something is unknown, or the check refuses
   */
  public void scan(Message message, FieldCheck check) {
    plan(message.getDescriptorForType()).scan(message, check);
  }

  MessagePlan plan(Descriptor type) {
    MessagePlan plan = plans.get(type);
    return plan != null ? plan : plans.computeIfAbsent(type, key -> new MessagePlan(key, this));
  }
}
