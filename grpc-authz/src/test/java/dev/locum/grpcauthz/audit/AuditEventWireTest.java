package dev.locum.grpcauthz.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.locum.audit.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AuditEventWireTest {

  @Test
  void fromWire_ofToWire_isTheEvent() {
    AuditEvent event = TestEvents.full();

    assertThat(AuditEventWire.fromWire(AuditEventWire.toWire(event))).isEqualTo(event);
  }

  /** A field that the contract gains must not get lost on the way. */
  @Test
  void toWire_fullEvent_setsEveryFieldOfTheContract() {
    Map<FieldDescriptor, Object> set = AuditEventWire.toWire(TestEvents.full()).getAllFields();

    assertThat(set.keySet())
        .containsExactlyInAnyOrderElementsOf(
            dev.locum.protocol.audit.v1.AuditEvent.getDescriptor().getFields());
  }

  @Test
  void fromWire_ofTheLongestText_isTheEvent() {
    AuditEvent event = TestEvents.withWorkflowId("x".repeat(5000));

    assertThat(AuditEventWire.fromWire(AuditEventWire.toWire(event))).isEqualTo(event);
    assertThat(event.execution().workflowId()).hasSize(AuditEventWire.MAX_TEXT);
  }

  @Test
  void fromWire_hostileEvent_isRefusedWithoutItsValue() {
    refused("event_id", b -> b.setEventId("../../etc"));
    refused("type", b -> b.setType("HACKED"));
    refused("outcome", b -> b.setOutcome(Outcome.OUTCOME_UNSPECIFIED));
    refused("actor", b -> b.setActor("a".repeat(1025)));
    refused("time", b -> b.getTimeBuilder().setSeconds(Long.MAX_VALUE));
  }

  private static void refused(
      String field, Consumer<dev.locum.protocol.audit.v1.AuditEvent.Builder> change) {
    dev.locum.protocol.audit.v1.AuditEvent.Builder wire =
        AuditEventWire.toWire(TestEvents.full()).toBuilder();
    change.accept(wire);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEventWire.fromWire(wire.build()))
        .withMessageStartingWith(field)
        .withMessageNotContainingAny("etc", "HACKED", "aaaa");
  }
}
