package dev.locum.grpcauthz.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The id that a caller may give is one short word, and nothing that could break a log line. */
final class CorrelationTest {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  @Test
  void of_everyCharacter_keepsThoseOfAnIdAndReplacesOthers() {
    IntStream.rangeClosed(0, 0x7f)
        .mapToObj(c -> "a" + (char) c)
        .forEach(given ->
            assertThat(correlation(given).equals(given))
                .as(given)
                .isEqualTo(ID.matcher(given).matches()));
  }

  @Test
  void of_anEmptyOrTooLongId_isAFreshOne() {
    assertThat(correlation("")).matches(ID);
    assertThat(correlation("a".repeat(65))).matches(ID).hasSize(36);
    assertThat(correlation("a".repeat(64))).isEqualTo("a".repeat(64));
  }

  @Test
  void of_aCallWithoutOne_staysInItsHeaders() {
    Metadata headers = new Metadata();

    String fresh = Correlation.of(headers);

    assertThat(Correlation.of(headers)).isEqualTo(fresh);
  }

  private static String correlation(String given) {
    Metadata headers = new Metadata();
    headers.put(Correlation.HEADER, given);
    return Correlation.of(headers);
  }
}
