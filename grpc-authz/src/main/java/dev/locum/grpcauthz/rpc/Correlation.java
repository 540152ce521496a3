package dev.locum.grpcauthz.rpc;

import io.grpc.Metadata;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The header that joins the calls of one request across parts. It decides nothing: it is a word for
 * the audit trail, given by the caller, and replaced by a fresh one when it is absent or has
 * another form.
 */
public final class Correlation {

  /** {@code x-locum-correlation-id}: 1 to 64 characters out of {@code [A-Za-z0-9._:-]}. */
  public static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-locum-correlation-id", Metadata.ASCII_STRING_MARSHALLER);

  private static final int MAX_LENGTH = 64;

  private Correlation() {}

  /** The id of the call; a call without a usable one is given one, which stays in its headers. */
  public static String of(Metadata headers) {
    String given = headers.get(HEADER);
    if (given != null && isId(given)) {
      return given;
    }
    // It is no secret, and a secure random number would cost more than the rest of a call's way.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String fresh = new UUID(random.nextLong(), random.nextLong()).toString();
    headers.removeAll(HEADER);
    headers.put(HEADER, fresh);
    return fresh;
  }

  private static boolean isId(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isOfId(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_LENGTH;
  }

  private static boolean isOfId(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '-' && c <= ':' && c != '/')
        || c == '_';
  }
}
