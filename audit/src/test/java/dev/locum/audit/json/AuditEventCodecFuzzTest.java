package dev.locum.audit.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import dev.locum.audit.TestEvents;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The form of events: what is read is written alike, whatever the bytes; and every event can be
 * written, whatever somebody named their workflow. In a normal run the inputs beside this class are
 * tried; {@code make fuzz} searches for new ones.
 */
final class AuditEventCodecFuzzTest {

  private final AuditEventCodec codec = new AuditEventCodec();

  @FuzzTest(maxDuration = "1m")
  void event_ofAnyBytes_isReadAsItIsWrittenOrRefused(byte[] bytes) {
    AuditEvent event;
    try {
      event = codec.decode(bytes);
    } catch (AuditFormatException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    // Octets that only a lenient reader takes for text are none of ours.
    assertThat(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
        .isEqualTo(bytes);
  }

  @FuzzTest(maxDuration = "1m")
  void events_ofAnyBytes_areReadAsTheyAreWrittenOrRefused(byte[] bytes) {
    List<AuditEvent> events;
    try {
      events = codec.decodeAll(bytes);
    } catch (AuditFormatException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(codec.decodeAll(codec.encodeAll(events))).isEqualTo(events);
  }

  /** Text of any kind, half a pair of surrogates included: it was cut, or somebody sent it so. */
  @FuzzTest(maxDuration = "1m")
  void event_withAnyText_isWrittenAndReadAgain(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_16BE);
    AuditEvent event =
        new AuditEvent(
            "id",
            TestEvents.NOW,
            AuditEventType.LOGIN,
            AuditDecision.refused("REASON", text),
            new AuditParties("component", text, text, text, text),
            new AuditExecution(text, text, text, text, text, text, text, text),
            new AuditTokens(text, text, text),
            text);

    assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
  }
}
