package dev.locum.worker.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Headers that anybody may have written: read as they would be written again, or refused. Workflow
 * code reads them at every replay, so that nothing else may happen. In a normal run the inputs
 * beside this class are tried; {@code make fuzz} searches for new ones.
 */
final class HostileHeadersFuzzTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Payload TOKEN = payload("\"any\"".getBytes(StandardCharsets.UTF_8));
  private static final Payload PRINCIPAL =
      payload("{\"user\":\"u\",\"tenant\":\"t\"}".getBytes(StandardCharsets.UTF_8));

  @FuzzTest(maxDuration = "1m")
  void principal_ofAnyBytes_isOneOrForged(byte[] bytes) {
    requireSameAgain(
        Map.of(LocumHeaders.DELEGATION, TOKEN, LocumHeaders.PRINCIPAL, payload(bytes)));
  }

  @FuzzTest(maxDuration = "1m")
  void token_ofAnyBytes_isTextOrForged(byte[] bytes) {
    requireSameAgain(
        Map.of(LocumHeaders.DELEGATION, payload(bytes), LocumHeaders.PRINCIPAL, PRINCIPAL));
  }

  private static void requireSameAgain(Map<String, Payload> headers) {
    DelegationContext context;
    try {
      context = LocumHeaders.decode(headers);
    } catch (DenialException e) {
      assertThat(e.reason()).isEqualTo(DenialReason.CONTEXT_FORGED);
      return;
    }
    assertThat(LocumHeaders.decode(LocumHeaders.encode(context.token(), context.principal())))
        .isEqualTo(context);
    // What a gateway would read of the same bytes, which knows UTF-8 alone.
    headers.values().forEach(payload -> assertThat(payload.getData().isValidUtf8()).isTrue());
  }

  @FuzzTest(maxDuration = "1m")
  void delegation_ofAnyToken_isReadOrRefused(byte[] bytes) {
    assertThat(parse(new String(bytes, StandardCharsets.ISO_8859_1))).isNotNull();
  }

  /** Past the parts of a token and their encoding, which a fuzzer seldom finds. */
  @FuzzTest(maxDuration = "1m")
  void delegation_ofAnyClaims_saysWhatAnotherParserReads(byte[] bytes) throws IOException {
    Optional<UnverifiedDelegation> read =
        parse("e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".AA");
    if (read.isEmpty()) {
      return;
    }
    JsonNode claims = MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
    JsonNode context = claims.get("tctx");
    assertThat(read.get().delegation()).isEqualTo(claims.get("txn").textValue());
    assertThat(read.get().user()).isEqualTo(claims.get("sub").textValue());
    assertThat(read.get().tenant()).isEqualTo(context.get("tenant").textValue());
    assertThat(read.get().workflowId()).isEqualTo(context.get("workflow_id").textValue());
    List<String> queues = new ArrayList<>();
    context.get("task_queues").forEach(queue -> queues.add(queue.textValue()));
    assertThat(read.get().taskQueues()).isEqualTo(queues);
  }

  private static Optional<UnverifiedDelegation> parse(String token) {
    if (token.isEmpty() || token.length() > RawToken.MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      UnverifiedDelegation read = UnverifiedDelegation.parse(RawToken.of(token));
      assertThat(read.toString()).doesNotContain(token);
      return Optional.of(read);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).doesNotContain(token);
      return Optional.empty();
    }
  }

  private static Payload payload(byte[] data) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFrom(data))
        .build();
  }
}
