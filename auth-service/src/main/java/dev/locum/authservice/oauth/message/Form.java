package dev.locum.authservice.oauth.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of an {@code application/x-www-form-urlencoded} body, read strictly: percent
 * encoding and UTF-8 must be right and no control character but tab and line ends may occur. A
 * parameter without a value counts as absent (RFC 6749 §3.2). Parameters may hold secrets: {@code
 * toString} shows none.
 */
public final class Form {

  /** Bounds the work of one request; our longest grant has a dozen. */
  private static final int MAX_PARAMETERS = 64;

  private final Map<String, List<String>> values;

  private Form(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads a body.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is not in the form above
   */
  public static Form parse(String body) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    int count = 0;
    for (String pair : body.split("&", MAX_PARAMETERS + 1)) {
      if (++count > MAX_PARAMETERS) {
        throw refused();
      }
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      values.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
    }
    return new Form(values);
  }

  /**
   * The parameter; absent or empty: none.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is repeated (TX-13)
   */
  public Optional<String> optional(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw refused();
    }
    return all.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /**
   * The parameter.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is absent, empty or repeated
   */
  public String required(String name) {
    return optional(name).orElseThrow(Form::refused);
  }

  /** The names of all parameters, as they came. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** All values of a parameter that may repeat, without empty ones. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(value -> !value.isEmpty()).toList();
  }

  /**
   * Refuses a body in which a parameter outside {@code repeatable} occurs twice, known or not (RFC
   * 6749 §3.2).
   *
   * @throws OAuthRefusal {@code invalid_request} if so
   */
  public Form requireOnce(Set<String> repeatable) {
    boolean isRepeated =
        values.entrySet().stream()
            .anyMatch(entry -> entry.getValue().size() > 1 && !repeatable.contains(entry.getKey()));
    if (isRepeated) {
      throw refused();
    }
    return this;
  }

  @Override
  public String toString() {
    return "Form[" + values.size() + " parameters]";
  }

  /**
   * Decodes one name or value; also what RFC 6749 §2.3.1 asks for in Basic credentials.
   *
   * @throws OAuthRefusal {@code invalid_request} if it is not well formed
   */
  public static String decode(String encoded) {
    if (isPlain(encoded)) {
      return encoded;
    }
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char character = encoded.charAt(i);
      if (character == '%') {
        if (i + 2 >= encoded.length()) {
          throw refused();
        }
        decoded.write(hex(encoded.charAt(i + 1)) << 4 | hex(encoded.charAt(i + 2)));
        i += 2;
      } else if (character == '+') {
        decoded.write(' ');
      } else if (character > ' ' && character < 0x7f) {
        decoded.write(character);
      } else {
        throw refused();
      }
    }
    return text(decoded.toByteArray());
  }

  /** Whether it stands for itself: most of what is sent does. */
  private static boolean isPlain(String encoded) {
    for (int i = 0; i < encoded.length(); i++) {
      char character = encoded.charAt(i);
      if (character <= ' ' || character >= 0x7f || character == '%' || character == '+') {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      for (int i = 0; i < text.length(); i++) {
        if (isRefusedControl(text.charAt(i))) {
          throw refused();
        }
      }
      return text;
    } catch (CharacterCodingException e) {
      throw refused();
    }
  }

  private static boolean isRefusedControl(int character) {
    return Character.isISOControl(character)
        && character != '\t'
        && character != '\n'
        && character != '\r';
  }

  private static int hex(char digit) {
    // Not Character.digit, which takes digits of other scripts, too.
    if (!HexFormat.isHexDigit(digit)) {
      throw refused();
    }
    return HexFormat.fromHexDigit(digit);
  }

  private static OAuthRefusal refused() {
    return new OAuthRefusal(ErrorCode.INVALID_REQUEST);
  }
}
