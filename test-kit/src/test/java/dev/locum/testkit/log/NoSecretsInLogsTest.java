package dev.locum.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.token.TestIssuer;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

final class NoSecretsInLogsTest {

  private static final Logger log = LoggerFactory.getLogger(NoSecretsInLogsTest.class);
  private static final String TOKEN = TestIssuer.atNoon().accessToken().text();

  @Test
  void capture_seesEveryLevelOfOursAndBothFacades() {
    List<CapturedLog> logs =
        logged(() -> {
          log.trace("traced");
          LogManager.getLogManager().getLogger("").log(Level.WARNING, "by JUL");
        });

    assertThat(logs).anyMatch(captured -> captured.text().startsWith("traced"));
    assertThat(logs).anyMatch(captured -> captured.text().startsWith("by JUL"));
  }

  @Test
  void extension_aroundALeak_failsTheTest() {
    NoSecretsInLogs extension = new NoSecretsInLogs();
    extension.begin();
    extension.watch("hunter2hunter2");
    log.info("password=hunter2hunter2");

    assertThatThrownBy(extension::end).isInstanceOf(AssertionError.class);
  }

  // The planted leaks: each must be found.
  @Test
  void requireClean_ofLeaks_fails() {
    assertLeaks(Set.of(), () -> log.info("token {}", TOKEN));
    assertLeaks(Set.of(), () -> log.debug("failed", new IllegalStateException("got " + TOKEN)));
    assertLeaks(Set.of(), () -> LogManager.getLogManager().getLogger("").log(Level.SEVERE, TOKEN));
    assertLeaks(Set.of("hunter2hunter2"), () -> log.trace("password=hunter2hunter2"));
    assertLeaks(
        Set.of(),
        () -> {
          MDC.put("token", TOKEN);
          log.info("in the context");
          MDC.clear();
        });
  }

  @Test
  void requireClean_ofATokenWithoutItsSignature_passes() {
    String unsigned = TOKEN.substring(0, TOKEN.lastIndexOf('.'));

    assertThatCode(() -> NoSecretsInLogs.requireClean(logged(() -> log.info(unsigned)), Set.of()))
        .doesNotThrowAnyException();
  }

  private static void assertLeaks(Set<String> secrets, Runnable leak) {
    assertThatThrownBy(() -> NoSecretsInLogs.requireClean(logged(leak), secrets))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a secret was logged")
        .hasMessageNotContaining("eyJ");
  }

  private static List<CapturedLog> logged(Runnable code) {
    try (LogCapture capture = LogCapture.open()) {
      code.run();
      return capture.logs();
    }
  }
}
