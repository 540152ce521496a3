package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.TriggerWorld.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.token.denial.DenialException;
import io.temporal.api.common.v1.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input on its way to a workflow and results on their way back. */
final class WorkInputTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-0.5e7",
        "\"\"",
        "\"\\ud800\"",
        "null",
        "true",
        "[]",
        "{}",
        " {\"a\": [1, {\"b\": \"ä\"}]} "
      })
  void json_ofOneValue_goesThroughAsItIs(String text) {
    Payload payload = WorkInput.payloads(List.of(json(text))).get(0);

    assertThat(payload.getMetadataOrThrow("encoding").toStringUtf8()).isEqualTo("json/plain");
    assertThat(payload.getData().toStringUtf8()).isEqualTo(text);
    assertThat(WorkInput.data(payload)).isEqualTo(json(text));
  }

  @Test
  void json_nestedAsDeepAsItMayBe_goesThrough() {
    assertThat(WorkInput.payloads(List.of(json("[".repeat(64) + "]".repeat(64))))).hasSize(1);
  }

  @Test
  void binary_always_goesThroughAsItIs() {
    Data data = Data.newBuilder().setBinary(ByteString.copyFrom(new byte[] {0, -1, 127})).build();

    Payload payload = WorkInput.payloads(List.of(data)).get(0);

    assertThat(payload.getMetadataOrThrow("encoding").toStringUtf8()).isEqualTo("binary/plain");
    assertThat(WorkInput.data(payload)).isEqualTo(data);
  }

  @Test
  void input_thatIsWrong_isNamedByItsPlace() {
    assertThatThrownBy(() -> WorkInput.payloads(List.of(json("1"), json("1"), json("{"))))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.rejection().detail()).startsWith("input[2].json: "));
  }

  @Test
  void payload_ofNoValue_isNull() {
    Payload none =
        Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("binary/null"))
            .build();

    assertThat(WorkInput.data(none)).isEqualTo(json("null"));
  }

  /** An encrypted result is bytes to the trigger, and so is JSON that is no text. */
  @Test
  void payload_ofAnotherEncoding_isBytes() {
    for (String encoding : List.of("binary/encrypted", "json/plain", "")) {
      ByteString bytes = ByteString.copyFrom(new byte[] {(byte) 0xC3, (byte) 0x28});
      Payload payload =
          Payload.newBuilder()
              .putMetadata("encoding", ByteString.copyFromUtf8(encoding))
              .setData(bytes)
              .build();

      assertThat(WorkInput.data(payload).getBinary()).isEqualTo(bytes);
    }
  }
}
