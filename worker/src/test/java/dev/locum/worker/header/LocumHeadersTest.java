package dev.locum.worker.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import io.temporal.api.common.v1.Payload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S2-06: the ids travel in Temporal headers; S2-24D: a header of another form is refused. */
final class LocumHeadersTest {

  private static final RawToken TOKEN = RawToken.of("aaaa.bbbb.cccc");
  private static final Principal ADA = new Principal("ada", "alice");

  @Test
  void decode_ofEncode_isTheSame() {
    assertThat(LocumHeaders.decode(LocumHeaders.encode(TOKEN, ADA)))
        .isEqualTo(new DelegationContext(TOKEN, ADA));
  }

  @Test
  void encode_always_isPlainJsonThatTheGatewayCanRead() {
    Map<String, Payload> headers = LocumHeaders.encode(TOKEN, ADA);

    assertThat(headers.get("locum-delegation")).isEqualTo(plain("\"aaaa.bbbb.cccc\""));
    assertThat(headers.get("locum-principal"))
        .isEqualTo(plain("{\"user\":\"ada\",\"tenant\":\"alice\"}"));
  }

  @Test
  void decode_withOtherHeaders_ignoresThem() {
    Map<String, Payload> headers = LocumHeaders.encode(TOKEN, ADA);
    headers.put("other", plain("1"));

    assertThat(LocumHeaders.decode(headers).principal()).isEqualTo(ADA);
  }

  @ParameterizedTest
  @ValueSource(strings = {LocumHeaders.DELEGATION, LocumHeaders.PRINCIPAL})
  void decode_withoutAHeader_refusesAsMissing(String absent) {
    Map<String, Payload> headers = LocumHeaders.encode(TOKEN, ADA);
    headers.remove(absent);

    assertRefused(headers, DenialReason.CONTEXT_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "\"ada\"",
        "[\"ada\",\"alice\"]",
        "{\"user\":\"ada\"}",
        "{\"tenant\":\"alice\"}",
        "{\"user\":\"ada\",\"tenant\":\"alice\",\"role\":\"admin\"}",
        "{\"user\":\"ada\",\"user\":\"eve\",\"tenant\":\"alice\"}",
        "{\"user\":\"ada\",\"tenant\":\"alice\"}{}",
        "{\"user\":\"ada\",\"tenant\":\"alice\"",
        "{\"user\":1,\"tenant\":\"alice\"}",
        "{\"user\":[\"ada\"],\"tenant\":\"alice\"}",
        "{\"user\":\"\",\"tenant\":\"alice\"}",
        "{\"user\":\"a b\",\"tenant\":\"alice\"}",
        "{\"user\":\"ada\",\"tenant\":\"Alice\"}",
        "{'user':'ada','tenant':'alice'}"
      })
  void decode_withAnotherPrincipal_refusesAsForged(String json) {
    Map<String, Payload> headers = LocumHeaders.encode(TOKEN, ADA);
    headers.put(LocumHeaders.PRINCIPAL, plain(json));

    assertRefused(headers, DenialReason.CONTEXT_FORGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "null", "1", "[\"t\"]", "{\"t\":1}", "\"t\" \"t\"", "t"})
  void decode_withAnotherToken_refusesAsForged(String json) {
    Map<String, Payload> headers = LocumHeaders.encode(TOKEN, ADA);
    headers.put(LocumHeaders.DELEGATION, plain(json));

    assertRefused(headers, DenialReason.CONTEXT_FORGED);
  }

  @Test
  void decode_withAnotherEncoding_refusesAsForged() {
    Payload encrypted =
        plain("\"t\"").toBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("binary/encrypted"))
            .build();
    Payload bare = plain("\"t\"").toBuilder().clearMetadata().build();
    Payload extra =
        plain("\"t\"").toBuilder().putMetadata("key", ByteString.copyFromUtf8("k")).build();

    for (Payload payload : new Payload[] {encrypted, bare, extra}) {
      Map<String, Payload> headers = new LinkedHashMap<>(LocumHeaders.encode(TOKEN, ADA));
      headers.put(LocumHeaders.DELEGATION, payload);
      assertRefused(headers, DenialReason.CONTEXT_FORGED);
    }
  }

  @Test
  void decode_ofAnOverlongHeader_refusesAsForged() {
    Map<String, Payload> headers = LocumHeaders.encode(TOKEN, ADA);
    headers.put(LocumHeaders.DELEGATION, plain('"' + "t".repeat(RawToken.MAX_LENGTH + 1) + '"'));
    assertRefused(headers, DenialReason.CONTEXT_FORGED);

    headers = LocumHeaders.encode(TOKEN, ADA);
    headers.put(
        LocumHeaders.PRINCIPAL,
        plain(" ".repeat(4096) + "{\"user\":\"ada\",\"tenant\":\"alice\"}"));
    assertRefused(headers, DenialReason.CONTEXT_FORGED);
  }

  private static void assertRefused(Map<String, Payload> headers, DenialReason reason) {
    assertThatThrownBy(() -> LocumHeaders.decode(headers))
        .isInstanceOfSatisfying(
            DenialException.class, denial -> assertThat(denial.reason()).isEqualTo(reason));
  }

  private static Payload plain(String json) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(json))
        .build();
  }
}
