package dev.locum.worker.header;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.locum.token.RawToken;
import dev.locum.token.claim.ClaimNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a delegation token says of itself, without proof: its signature is not checked. It depends
 * on nothing but the token's bytes, so workflow code may read it at every replay. Use it to turn
 * work away or to compare with what was verified; nothing may be allowed by it.
 *
 * @param delegation {@code txn}
 * @param user {@code sub}
 * @param tenant {@code tctx.tenant}
 * @param workflowId {@code tctx.workflow_id}
 * @param taskQueues {@code tctx.task_queues}
 */
public record UnverifiedDelegation(
    String delegation, String user, String tenant, String workflowId, List<String> taskQueues) {

  private static final JsonFactory JSON_FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  /** Copies the queues. */
  public UnverifiedDelegation {
    taskQueues = List.copyOf(taskQueues);
  }

  /**
   * Reads a token.
   *
   * @throws IllegalArgumentException if it has not the form of a delegation token
   */
  public static UnverifiedDelegation parse(RawToken token) {
    String[] parts = token.reveal().split("\\.", -1);
    if (parts.length != 3) {
      throw malformed();
    }
    try (JsonParser parser = JSON_FACTORY.createParser(utf8(parts[1]))) {
      Map<String, Object> claims = new HashMap<>();
      require(parser.nextToken() == JsonToken.START_OBJECT);
      readMembers(parser, claims, "");
      require(parser.nextToken() == null);
      String context = ClaimNames.TRANSACTION_CONTEXT + ".";
      return new UnverifiedDelegation(
          text(claims, ClaimNames.TRANSACTION),
          text(claims, ClaimNames.SUBJECT),
          text(claims, context + ClaimNames.TENANT),
          text(claims, context + ClaimNames.WORKFLOW_ID),
          texts(claims, context + ClaimNames.TASK_QUEUES));
    } catch (IOException e) {
      throw malformed();
    }
  }

  /** Strictly: a JSON parser on its own guesses the encoding and takes overlong octets. */
  private static String utf8(String part) throws CharacterCodingException {
    ByteBuffer octets = ByteBuffer.wrap(Base64.getUrlDecoder().decode(part));
    return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
  }

  /**
   * Collects strings and lists of strings of the object and of the transaction context inside it.
   */
  private static void readMembers(JsonParser parser, Map<String, Object> claims, String path)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isOurs = parser.currentName().indexOf('.') < 0;
      String name = path + parser.currentName();
      JsonToken value = parser.nextToken();
      if (!isOurs) {
        // A claim of another meaning, whose name could be taken for a path.
        parser.skipChildren();
        continue;
      }
      if (value == JsonToken.VALUE_STRING) {
        claims.put(name, parser.getText());
      } else if (value == JsonToken.START_ARRAY && !path.isEmpty()) {
        claims.put(name, readTexts(parser));
      } else if (value == JsonToken.START_OBJECT && name.equals(ClaimNames.TRANSACTION_CONTEXT)) {
        readMembers(parser, claims, name + ".");
      } else {
        parser.skipChildren();
      }
    }
  }

  private static List<String> readTexts(JsonParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    JsonToken next = parser.nextToken();
    while (next == JsonToken.VALUE_STRING) {
      texts.add(parser.getText());
      next = parser.nextToken();
    }
    require(next == JsonToken.END_ARRAY);
    return texts;
  }

  private static String text(Map<String, Object> claims, String name) {
    if (claims.get(name) instanceof String text) {
      return text;
    }
    throw malformed();
  }

  private static List<String> texts(Map<String, Object> claims, String name) {
    if (claims.get(name) instanceof List<?> list) {
      return list.stream().map(String.class::cast).toList();
    }
    throw malformed();
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("token: another form (expected: a delegation token)");
  }
}
