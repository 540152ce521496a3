package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The loops accept exactly what the patterns say that people read. */
final class NamesTest {

  private static final List<Names.Form> FORMS =
      List.of(Names.ID, Names.LABEL, Names.ACTION, Names.URI_OR_LABEL, Names.TEMPORAL);

  @Test
  void forms_ofEveryCharacterAlone_agreeWithTheirPattern() {
    for (Names.Form form : FORMS) {
      Pattern pattern = Pattern.compile(form.pattern());
      for (int c = 0; c <= Character.MAX_VALUE; c++) {
        String text = String.valueOf((char) c);
        for (String each : List.of(text, "a" + text, "a" + text + "a")) {
          assertThat(form.test().test(each))
              .as("%s U+%04x", form.pattern(), c)
              .isEqualTo(pattern.matcher(each).matches());
        }
      }
    }
  }

  @Test
  void forms_ofRandomTexts_agreeWithTheirPattern() {
    Random random = new Random(1);
    String alphabet = "aaz09AZ.-_:~!\"\\ \n\u007f\u0080é";
    for (Names.Form form : FORMS) {
      Pattern pattern = Pattern.compile(form.pattern());
      for (int i = 0; i < 20_000; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        assertThat(form.test().test(text.toString()))
            .as("%s case %s", form.pattern(), i)
            .isEqualTo(pattern.matcher(text).matches());
      }
    }
  }
}
