package dev.locum.cli.token;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.output.JsonText;
import dev.locum.token.RawToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token says about itself. Nothing of it is verified; for people to look at.
 *
 * @param header the header's members
 * @param claims the claims
 */
public record DecodedToken(
    Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {

  private static final int PARTS = 3;

  /**
   * Decodes a JWS in compact form (RFC 7515 §7.1).
   *
   * @throws CliException {@code USAGE} if it is none; the message shows nothing of it
   */
  public static DecodedToken of(RawToken token) {
    String[] parts = token.reveal().split("\\.", -1);
    if (parts.length != PARTS) {
      throw notAToken();
    }
    return new DecodedToken(members(parts[0]), members(parts[1]));
  }

  private static Map<String, @Nullable Object> members(String part) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
      return JsonText.parseObject(text).orElseThrow(DecodedToken::notAToken);
    } catch (IllegalArgumentException e) {
      throw notAToken();
    }
  }

  private static CliException notAToken() {
    return CliException.usage("not a token (expected: a JWT in compact form, three parts)");
  }

  /** A claim that is a text. */
  public String text(String claim) {
    return claims.get(claim) instanceof String text ? text : "";
  }

  /** A claim that is a list of texts, or one. */
  public List<String> texts(String claim) {
    if (claims.get(claim) instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return text(claim).isEmpty() ? List.of() : List.of(text(claim));
  }

  /** A claim that is a time (RFC 7519 §2, NumericDate). */
  public Optional<Instant> time(String claim) {
    return claims.get(claim) instanceof Number seconds
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }

  public String type() {
    return header.get("typ") instanceof String type ? type : "";
  }

  /** Shows nothing but the kind. */
  @Override
  public String toString() {
    return "DecodedToken[" + type() + "]";
  }
}
