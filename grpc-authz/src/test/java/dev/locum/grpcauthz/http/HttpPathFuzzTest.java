package dev.locum.grpcauthz.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What is let through as a path is read alike by everybody: taken as it is, normalized, or decoded
 * first. In a normal run the inputs beside this class are tried; {@code make fuzz} searches for new
 * ones.
 */
final class HttpPathFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void path_ofAnyText_hasOneReadingOrNone(byte[] bytes) throws URISyntaxException {
    String path = new String(bytes, StandardCharsets.ISO_8859_1);
    if (HttpPath.canonical(path).isEmpty()) {
      return;
    }

    assertThat(HttpPath.canonical(path)).hasValue(path);
    URI uri = new URI(path);
    assertThat(uri.getRawPath()).isEqualTo(path);
    assertThat(uri.normalize().getRawPath()).isEqualTo(path);
    String decoded = decoded(path);
    assertThat(segments(decoded)).isEqualTo(segments(path));
    assertThat(decoded).doesNotContain("//", "/./", "/../", "\\", ";").doesNotEndWith("/..");
    // Who decodes twice reads what was read at first.
    assertThat(decoded).doesNotContain("%");
  }

  /** A form decoder takes a plus sign for a space; in a path it is a plus sign. */
  private static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
  }

  private static int segments(String path) {
    return path.split("/", -1).length;
  }
}
