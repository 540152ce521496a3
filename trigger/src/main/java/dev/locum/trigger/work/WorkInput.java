package dev.locum.trigger.work;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.protobuf.ByteString;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.common.v1.Payload;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Input and results, between the trigger's {@code Data} and Temporal's payloads. */
public final class WorkInput {

  private static final int MAX_BYTES = 1024 * 1024;

  /**
   * Temporal takes 2 MiB of arguments, counted with what each payload has around it, and answers
   * more with a failure that does not tell the caller what to mend.
   */
  private static final int MAX_BYTES_IN_ALL = 1536 * 1024;

  /** Bounds what many small inputs become: a payload is larger than the smallest input. */
  private static final int MAX_INPUTS = 100;

  private static final int MAX_NESTING = 64;
  private static final String ENCODING = "encoding";
  private static final ByteString JSON = ByteString.copyFromUtf8("json/plain");
  private static final ByteString BINARY = ByteString.copyFromUtf8("binary/plain");

  /** How the Temporal SDKs write an absent value. */
  private static final ByteString NULL = ByteString.copyFromUtf8("binary/null");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(MAX_BYTES)
                  .build())
          .build();

  private WorkInput() {}

  /**
   * The payloads of a request.
   *
   * @throws DenialException {@code REQUEST_INVALID} naming the first input that is no JSON value,
   *     too large or nested too deep, or if they are too many or too large together
   */
  public static List<Payload> payloads(List<Data> input) {
    if (input.size() > MAX_INPUTS) {
      throw invalid("input: " + input.size() + " values (expected: at most " + MAX_INPUTS + ")");
    }
    long bytes = input.stream().mapToLong(Data::getSerializedSize).sum();
    if (bytes > MAX_BYTES_IN_ALL) {
      throw invalid(
          "input: " + bytes + " bytes in all (expected: at most " + MAX_BYTES_IN_ALL + ")");
    }
    return IntStream.range(0, input.size())
        .mapToObj(i -> payload("input[" + i + "]", input.get(i)))
        .toList();
  }

  private static Payload payload(String field, Data data) {
    return switch (data.getFormCase()) {
      case JSON -> json(field, data.getJson());
      case BINARY -> binary(field, data.getBinary());
      case FORM_NOT_SET -> throw invalid(field + ": empty (expected: json or binary)");
    };
  }

  private static Payload json(String field, String text) {
    ByteString bytes = bounded(field, ByteString.copyFromUtf8(text));
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw invalid(field + ".json: empty (expected: one JSON value)");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw invalid(field + ".json: more than one value (expected: one JSON value)");
      }
    } catch (IOException e) {
      throw invalid(
          field + ".json: not JSON (expected: one value, nested at most " + MAX_NESTING + " deep)");
    }
    return Payload.newBuilder().putMetadata(ENCODING, JSON).setData(bytes).build();
  }

  private static Payload binary(String field, ByteString bytes) {
    return Payload.newBuilder()
        .putMetadata(ENCODING, BINARY)
        .setData(bounded(field, bytes))
        .build();
  }

  private static ByteString bounded(String field, ByteString bytes) {
    if (bytes.size() > MAX_BYTES) {
      throw invalid(field + ": " + bytes.size() + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    return bytes;
  }

  /** A payload as the caller sees it: JSON as text, no value as null, anything else as bytes. */
  public static Data data(Payload payload) {
    ByteString encoding = payload.getMetadataMap().getOrDefault(ENCODING, ByteString.EMPTY);
    if (encoding.equals(NULL)) {
      return Data.newBuilder().setJson("null").build();
    }
    if (encoding.equals(JSON) && payload.getData().isValidUtf8()) {
      return Data.newBuilder().setJson(payload.getData().toStringUtf8()).build();
    }
    return Data.newBuilder().setBinary(payload.getData()).build();
  }

  private static DenialException invalid(String detail) {
    return new DenialException(DenialReason.REQUEST_INVALID, detail);
  }
}
