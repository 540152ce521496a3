package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.denial.DenialException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Where a list goes on (group 19 of the bad input, GHSA-r9w3-57w2-gch2): a page token is a number
 * and nothing else. It is no secret and says nothing about whose rows are seen: that is asked anew
 * with each page.
 */
final class PageTokensTest {

  @Test
  void pageToken_thatIsNoNumber_isRefused() {
    for (String hostile :
        List.of(
            "1 OR 1=1",
            "1; DROP TABLE tenant",
            "' UNION SELECT 1 --",
            "0x10",
            "1e3",
            "99999999999999999999",
            " 1",
            "eyJhbGciOiJub25lIn0.e30.")) {
      assertThatThrownBy(() -> Wire.position(hostile, 0))
          .as(hostile)
          .isInstanceOf(DenialException.class)
          .hasMessageNotContaining(hostile);
    }
  }

  @Test
  void pageToken_ofANumber_isThatPosition_andNoneBeginsAtTheFirst() {
    assertThat(Wire.position("17", 0)).isEqualTo(17);
    assertThat(Wire.position("", 5)).isEqualTo(5);
  }
}
