package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one JSON parser: what it takes, what it refuses, and that reading undoes writing. */
final class JsonReaderTest {

  @Test
  void read_everyKindOfValue_givesItsType() {
    Map<String, Object> read =
        read(
            " { \"s\" : \"a\\u00e9\\n\\/\\\"\" ,"
                + " \"n\":-12,\"z\":0,\"d\":1.50,\"t\":true,\"f\":false,\"l\":[1,\"x\",[],{}],\"o\":{\"a\":{}}}\r\n"
                + "\t");

    assertThat(read)
        .containsEntry("s", "aé\n/\"")
        .containsEntry("n", -12L)
        .containsEntry("z", 0L)
        .containsEntry("d", new BigDecimal("1.50"))
        .containsEntry("t", true)
        .containsEntry("f", false)
        .containsEntry("l", List.of(1L, "x", List.of(), Map.of()))
        .containsEntry("o", Map.of("a", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[]",
        "\"a\"",
        "1",
        "null",
        "true",
        "{}x",
        "{}{}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e3}",
        "{\"a\":1E3}",
        "{\"a\":-}",
        "{\"a\":-0}",
        "{\"a\":--1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":0x10}",
        "{\"a\":nul}",
        "{\"a\":null}",
        "{\"a\":tru}",
        "{\"a\":TRUE}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[}",
        "{\"a\":\"",
        "{\"a\":\"\\",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\"}",
        "{\"a\":\"\\ud800\\ud800\"}",
        "{\"a\":\"\\ud83dx\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\u0000\"}",
        "{/**/}",
        "{\"a\":1}//",
        "{\"a\":1}\u00a0",
        "\u00a0{}",
        "{\"a\":1;}",
        "{\"a\":123456789012345678901234567890123}",
        "{\"a\":\"\\u\uff11\uff11\uff11\uff11\"}",
        "{\"a\":١}"
      })
  void read_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void read_pairOfSurrogateEscapes_isOneCharacter() {
    assertThat(read("{\"a\":\"\\ud83d\\ude00\"}")).containsEntry("a", "😀");
  }

  @Test
  void read_numberBeyondLong_isNotRounded() {
    assertThat(read("{\"a\":9007199254740993}")).containsEntry("a", 9_007_199_254_740_993L);
    assertThat(read("{\"a\":999999999999999999}")).containsEntry("a", 999_999_999_999_999_999L);
    assertThat(read("{\"a\":9223372036854775808}"))
        .containsEntry("a", new BigDecimal("9223372036854775808"));
  }

  @Test
  void read_atTheBoundsOfNestingAndCount_isTaken() {
    assertThat(JsonReader.readObject(bytes("{\"a\":[[1]]}"), 3, 3)).isNotEmpty();
    assertThatThrownBy(() -> JsonReader.readObject(bytes("{\"a\":[[1]]}"), 2, 3))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonReader.readObject(bytes("{\"a\":[[1]]}"), 3, 2))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void refusal_neverShowsTheText() {
    assertThatThrownBy(() -> read("{\"hostile\":\"hostile\",\"hostile\":1}"))
        .hasMessageNotContaining("hostile");
  }

  /** Property: reading what was written gives the same, for random values from a fixed seed. */
  @Test
  void read_ofWhatWasWritten_isTheSame() {
    Random random = new Random(8259);
    for (int i = 0; i < 2_000; i++) {
      Map<String, Object> object = object(random, 3);

      assertThat(read(JsonWriter.write(object))).as("case %s", i).isEqualTo(object);
    }
  }

  /**
   * Property: each accepted text has the one value that Nimbus finds too; there is no difference to
   * use.
   */
  @Test
  void read_ofRandomEditsOfJson_agreesWithAnotherParserOrRefuses() {
    Random random = new Random(7159);
    int accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      // Through octets: an edit may have split a pair of surrogates.
      String text =
          new String(
              bytes(edit(JsonWriter.write(object(random, 2)), random)), StandardCharsets.UTF_8);
      Map<String, Object> ours;
      try {
        ours = read(text);
      } catch (JsonException e) {
        continue;
      }
      accepted++;
      assertThat(theirs(text)).as("case %s", i).isEqualTo(normal(ours));
    }
    assertThat(accepted).isGreaterThan(500);
  }

  @Test
  void write_valueOfAForeignType_isRefused() {
    for (Object foreign : List.of(1.5d, 'x', new Object(), new int[0])) {
      assertThatThrownBy(() -> JsonWriter.write(Map.of("a", foreign)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String alone : List.of("\ud800", "\udc00", "a\ud83d", "\ude00\ud83d")) {
      assertThatThrownBy(() -> JsonWriter.write(Map.of("a", alone)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Object theirs(String text) {
    try {
      return normal(JSONObjectUtils.parse(text));
    } catch (ParseException e) {
      return "refused by the other";
    }
  }

  /** Numbers by value, whatever type holds them. */
  private static Object normal(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> normal = new LinkedHashMap<>();
      map.forEach((name, each) -> normal.put(name, normal(each)));
      return normal;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(JsonReaderTest::normal).toList();
    }
    return value instanceof Number number ? new BigDecimal(number.toString()).doubleValue() : value;
  }

  private static String edit(String text, Random random) {
    if (random.nextInt(3) == 0) {
      return text;
    }
    String alphabet = "{}[]\",:\\ue1.0 -tfnull";
    int at = random.nextInt(text.length());
    String inserted =
        random.nextBoolean() ? "" : "" + alphabet.charAt(random.nextInt(alphabet.length()));
    return text.substring(0, at) + inserted + text.substring(at + random.nextInt(2));
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(text(random), value(random, depth));
    }
    return object;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> text(random);
      case 1 -> (long) random.nextInt();
      case 2 -> random.nextBoolean();
      case 3 -> new BigDecimal(random.nextInt(100_000) + ".25");
      case 4 -> object(random, depth - 1);
      default -> List.of(value(random, depth - 1), value(random, depth - 1));
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int codePoint =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x1f600 + random.nextInt(16);
            case 2 -> 0xe0 + random.nextInt(0x400);
            default -> 0x20 + random.nextInt(0x5f);
          };
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private static Map<String, Object> read(String text) {
    return JsonReader.readObject(bytes(text), 10, 256);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
