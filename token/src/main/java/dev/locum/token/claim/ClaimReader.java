package dev.locum.token.claim;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one JSON object of a token by name and type. Every method throws {@link DenialException}
 * with {@code TOKEN_CLAIM_MISSING} or {@code TOKEN_CLAIM_REFUSED} when the claim is not as it must
 * be; the detail names the claim and never shows its value.
 */
public final class ClaimReader {

  /** NumericDates beyond the year 9999 are nonsense and overflow arithmetic. */
  private static final long LATEST_SECOND = 253_402_300_799L;

  private final String path;
  private final Map<?, ?> claims;

  private ClaimReader(String path, Map<?, ?> claims) {
    this.path = path;
    this.claims = claims;
  }

  /** Reads the claims of a token. */
  public static ClaimReader of(Map<String, Object> claims) {
    return new ClaimReader("", claims);
  }

  /** Requires exactly these members: each is needed, no other is understood. */
  public void requireExactly(Set<String> names) {
    if (claims.keySet().equals(names)) {
      return;
    }
    for (String name : new TreeSet<>(names)) {
      if (!claims.containsKey(name)) {
        throw missing(name);
      }
    }
    throw new DenialException(
        DenialReason.TOKEN_CLAIM_REFUSED,
        path + (claims.size() - names.size()) + " unknown claims (expected: none)");
  }

  public boolean has(String name) {
    return claims.containsKey(name);
  }

  /** Whether a claim is there and is text. */
  public boolean isText(String name) {
    return claims.get(name) instanceof String;
  }

  /** The text of a claim; may be empty. */
  public String text(String name) {
    if (value(name) instanceof String text) {
      return text;
    }
    throw refused(name, "a string");
  }

  /** A whole number, 0 or more. */
  public long number(String name) {
    if (value(name) instanceof Long number && number >= 0) {
      return number;
    }
    throw refused(name, "a whole number, 0 or more");
  }

  /** A NumericDate in whole seconds (RFC 7519 §2). */
  public Instant instant(String name) {
    long seconds = number(name);
    if (seconds > LATEST_SECOND) {
      throw refused(name, "a date before the year 10000");
    }
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw refused(name, "a date");
    }
  }

  /** A list of strings; may be empty. */
  public List<String> texts(String name) {
    if (!(value(name) instanceof List<?> list)) {
      throw refused(name, "a list of strings");
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw refused(name, "a list of strings");
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * A claim with exactly one value, be it a string or a list of one (RFC 7519 §4.1.3); some
   * libraries write every audience as a list.
   */
  public String only(String name) {
    if (value(name) instanceof String text) {
      return text;
    }
    List<String> texts = texts(name);
    if (texts.size() != 1) {
      throw refused(name, "exactly one value");
    }
    return texts.get(0);
  }

  /** A claim that is one string or a list of strings (RFC 7519 §4.1.3); may be empty. */
  public List<String> textOrTexts(String name) {
    return value(name) instanceof String text ? List.of(text) : texts(name);
  }

  /** A nested object. */
  public ClaimReader object(String name) {
    if (value(name) instanceof Map<?, ?> object) {
      return new ClaimReader(path + name + ".", object);
    }
    throw refused(name, "an object");
  }

  /** A refusal of this claim; {@code expected} must not hold anything of the token. */
  public DenialException refused(String name, String expected) {
    return new DenialException(
        DenialReason.TOKEN_CLAIM_REFUSED, path + name + " (expected: " + expected + ")");
  }

  private Object value(String name) {
    Object value = claims.get(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private DenialException missing(String name) {
    return new DenialException(
        DenialReason.TOKEN_CLAIM_MISSING, path + name + ": absent (expected: present)");
  }
}
