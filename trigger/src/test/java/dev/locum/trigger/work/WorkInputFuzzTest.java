package dev.locum.trigger.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.ByteString;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The parser of input: a payload with exactly the bytes that came, or the one refusal that it
 * declares. In a normal run the inputs beside this class are tried; new ones are searched for by
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 ./mvnw -q -pl trigger -am test -Djazzer.hooks=true \
 *   -Dtest='WorkInputFuzzTest#json*' -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
final class WorkInputFuzzTest {

  /** What is let through, another parser reads as one value too. */
  @FuzzTest(maxDuration = "1m")
  void json_ofAnyText_isOneValueOrRefused(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Payload payload;
    try {
      payload = WorkInput.payloads(List.of(Data.newBuilder().setJson(text).build())).get(0);
    } catch (DenialException e) {
      assertThat(e.reason()).isEqualTo(DenialReason.REQUEST_INVALID);
      assertThat(e.rejection().detail()).startsWith("input");
      return;
    }
    assertThat(payload.getData().toStringUtf8()).isEqualTo(text);
    assertThat(WorkInput.data(payload).getJson()).isEqualTo(text);
    try (JsonParser parser = new JsonFactory().createParser(payload.getData().toByteArray())) {
      assertThat(parser.nextToken()).isNotNull();
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }

  /** A result is shown, whatever a workflow made of it. */
  @FuzzTest(maxDuration = "1m")
  void data_ofAnyPayload_isShown(byte[] bytes) {
    for (String encoding : List.of("json/plain", "binary/plain", "binary/null", "any")) {
      Payload payload =
          Payload.newBuilder()
              .putMetadata("encoding", ByteString.copyFromUtf8(encoding))
              .setData(ByteString.copyFrom(bytes))
              .build();

      assertThat(WorkInput.data(payload).getFormCase()).isNotEqualTo(Data.FormCase.FORM_NOT_SET);
    }
  }
}
