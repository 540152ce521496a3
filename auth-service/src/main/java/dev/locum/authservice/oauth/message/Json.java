package dev.locum.authservice.oauth.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;

/**
 * JSON objects, printed and read; what is read is hostile: bounded in size and depth, no repeated
 * member.
 */
public final class Json {

  private static final int MAX_LENGTH = 8 * 1024;
  private static final int MAX_DEPTH = 8;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_LENGTH)
                          .maxDocumentLength(MAX_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static String print(Map<String, ?> members) {
    try {
      return MAPPER.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON: not printable (expected: plain members)", e);
    }
  }

  /** The members of an object; empty if the text is anything else. */
  public static Optional<Map<String, Object>> parseObject(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(MAPPER.readValue(text, new TypeReference<>() {}));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
