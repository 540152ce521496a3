package dev.locum.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What foreign text goes through before it becomes part of an event. */
final class AuditTextTest {

  @Test
  void safe_ofEveryCharacter_takesOutControlCharactersAndNothingElse() {
    IntStream.rangeClosed(0, Character.MAX_VALUE)
        .mapToObj(c -> "a" + (char) c + "b")
        .forEach(text ->
            assertThat(AuditText.safe(text, 10))
                .as("%04x", (int) text.charAt(1))
                .isEqualTo(text.replaceAll("\\p{Cntrl}", " ")));
  }

  @Test
  void safe_ofSeveralControlCharacters_replacesEachOfThem() {
    assertThat(AuditText.safe("\ta\nb\u007f", 10)).isEqualTo(" a b ");
  }

  @Test
  void safe_ofAToken_showsNoneOfIt() {
    assertThat(AuditText.safe("sent eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln now", 100))
        .isEqualTo("sent [token] now");
  }

  @Test
  void safe_ofATextThatIsTooLong_cutsIt() {
    assertThat(AuditText.safe("abcdef", 4)).isEqualTo("abc…");
  }
}
