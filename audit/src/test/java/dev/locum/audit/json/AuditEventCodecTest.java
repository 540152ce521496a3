package dev.locum.audit.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import dev.locum.audit.TestEvents;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditEventCodecTest {

  private static final String BARE =
      "{\"v\":1,\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00Z\",\"type\":\"LOGIN\",\"outcome\":\"ALLOWED\"";

  private final AuditEventCodec codec = new AuditEventCodec();

  // Lines that a release has written: every later one must read them, and write the same again.
  @Test
  void decode_ofTheCommittedVectors_readsThemAndWritesThemAgain() throws IOException {
    List<String> lines = vectors("v1.jsonl");

    assertThat(lines).hasSizeGreaterThanOrEqualTo(21);
    assertThat(lines)
        .allSatisfy(line ->
            assertThat(new String(codec.encode(codec.decode(line.getBytes(UTF_8))), UTF_8))
                .isEqualTo(line));
    assertThat(codec.decode(lines.get(0).getBytes(UTF_8))).isEqualTo(TestEvents.full());
    assertThat(lines.stream().skip(1).map(line -> codec.decode(line.getBytes(UTF_8)).type()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(AuditDecision.Outcome.class)
  void decode_ofWhatWasEncoded_isTheSameEvent(AuditDecision.Outcome outcome) {
    Random random = new Random(outcome.name().hashCode());
    for (int i = 0; i < 200; i++) {
      AuditEvent event = arbitrary(random, outcome);

      assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
      assertThat(codec.decodeAll(codec.encodeAll(List.of(event, event))))
          .containsExactly(event, event);
    }
  }

  @Test
  void encode_ofAnyEvent_isOneLine() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] line = codec.encode(arbitrary(random, AuditDecision.Outcome.REFUSED));

      assertThat(new String(line, UTF_8)).doesNotContain("\n", "\r");
    }
  }

  @Test
  void decode_ofTheBareForm_isAnEvent() {
    assertThat(codec.decode((BARE + "}").getBytes(UTF_8)).type()).isEqualTo(AuditEventType.LOGIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"colour\":\"red\"}",
        ",\"type\":\"LOGIN\"}",
        ",\"actor\":\"\"}",
        ",\"actor\":null}",
        ",\"actor\":7}",
        ",\"actor\":{\"a\":\"b\"}}",
        ",\"cached\":false}",
        ",\"cached\":\"true\"}",
        "} {}",
        "",
        ",\"actor\":\"a",
      })
  void decode_ofAnythingElse_isRefused(String rest) {
    assertThatThrownBy(() -> codec.decode((BARE + rest).getBytes(UTF_8)))
        .isInstanceOf(AuditFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"v\":2,\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00Z\",\"type\":\"LOGIN\",\"outcome\":\"ALLOWED\"}",
        "{\"v\":99999999999999999999}",
        "{\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00Z\",\"type\":\"LOGIN\",\"outcome\":\"ALLOWED\"}",
        "{\"v\":1,\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00Z\",\"type\":\"LOGIN\"}",
        "{\"v\":1,\"event_id\":\"e\",\"time\":\"yesterday\",\"type\":\"LOGIN\",\"outcome\":\"ALLOWED\"}",
        "{\"v\":1,\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00.000000001Z\",\"type\":\"LOGIN\",\"outcome\":\"ALLOWED\"}",
        "{\"v\":1,\"event_id\":\"e\",\"time\":\"2026-11-01T13:00:00+01:00\",\"type\":\"LOGIN\",\"outcome\":\"ALLOWED\"}",
        "{\"v\":1,\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00Z\",\"type\":\"login\",\"outcome\":\"ALLOWED\"}",
        "{\"v\":1,\"event_id\":\"e\",\"time\":\"2026-11-01T12:00:00Z\",\"type\":\"LOGIN\",\"outcome\":\"MAYBE\"}",
      })
  void decode_ofNoEvent_isRefused(String text) {
    assertThatThrownBy(() -> codec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(AuditFormatException.class);
  }

  @Test
  void decode_ofHostileText_doesNotRepeatItInTheMessage() {
    assertThatThrownBy(() -> codec.decode("{\"v\":1,\"x\":eyJsecret}".getBytes(UTF_8)))
        .isInstanceOf(AuditFormatException.class)
        .hasMessageNotContaining("secret");
  }

  private static AuditEvent arbitrary(Random random, AuditDecision.Outcome outcome) {
    AuditEventType[] types = AuditEventType.values();
    return new AuditEvent(
        "e" + random.nextInt(),
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        types[random.nextInt(types.length)],
        new AuditDecision(outcome, text(random), text(random), random.nextBoolean()),
        new AuditParties(text(random), text(random), text(random), text(random), text(random)),
        new AuditExecution(
            text(random),
            text(random),
            text(random),
            text(random),
            text(random),
            text(random),
            text(random),
            text(random)),
        new AuditTokens(text(random), text(random), text(random)),
        text(random));
  }

  private static String text(Random random) {
    String alphabet = "aZ9._:-/ \"\\\n\t\u0000é☃";
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static List<String> vectors(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(AuditEventCodecTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
