package dev.locum.authservice.federation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** A JSON object that a provider sent: bounded in size and depth, without a repeated member. */
final class ProviderJson {

  private static final int MAX_LENGTH = 64 * 1024;
  private static final int MAX_DEPTH = 16;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private ProviderJson(JsonNode object) {
    this.object = object;
  }

  /** Empty if the text is anything else than an object within the bounds. */
  static Optional<ProviderJson> parse(String text) {
    try {
      return Optional.of(MAPPER.readTree(text)).filter(JsonNode::isObject).map(ProviderJson::new);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A member that is text and not empty. */
  Optional<String> text(String name) {
    return Optional.ofNullable(object.get(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isEmpty());
  }

  /** Whether a member is {@code true}; absent: it is not. */
  boolean isTrue(String name) {
    return object.path(name).isBoolean() && object.path(name).booleanValue();
  }

  @Override
  public String toString() {
    return "ProviderJson[redacted]";
  }
}
