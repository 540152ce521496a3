package dev.locum.launcher.bootstrap.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What every process writes to standard error, and how an operator chooses it. */
final class StandardErrorLogTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream standardError = System.err;

  @AfterEach
  void giveBack() {
    System.setErr(standardError);
  }

  @Test
  void json_isOneObjectALineWhateverTheMessageHolds() {
    LoggerContext logging = configured(Map.of("LOCUM_LOG_FORMAT", "json"));

    logging.getLogger("dev.locum.gateway").info("first\nsecond \"{}\"", "third");

    assertThat(lines()).hasSize(1);
    assertThat(lines()[0])
        .startsWith("{")
        .endsWith("}")
        .contains("\"level\":\"INFO\"", "\"loggerName\":\"dev.locum.gateway\"")
        .contains("\"formattedMessage\":\"first\\nsecond \\\"third\\\"\"")
        .doesNotContain("\"arguments\"", "\"message\"");
  }

  @Test
  void json_ofATracedCall_namesItsTrace() {
    LoggerContext logging = configured(Map.of("LOCUM_LOG_FORMAT", "json"));
    logging.getMDCAdapter().put("trace_id", "0af7651916cd43dd8448eb211c80319c");

    logging.getLogger("dev.locum.trigger").info("in a trace");

    assertThat(lines()[0]).contains("\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"");
  }

  @Test
  void withoutSettings_locumsOwnAreWrittenFromInfoAndOthersFromWarn() {
    LoggerContext logging = configured(Map.of());

    logging.getLogger("dev.locum.trigger").debug("own detail");
    logging.getLogger("dev.locum.trigger").info("own news");
    logging.getLogger("io.grpc.netty").info("their news");
    logging.getLogger("io.grpc.netty").warn("their warning");
    logging.getLogger("io.temporal.worker").warn("a poll that ended");

    assertThat(lines()).hasSize(2);
    assertThat(lines()[0]).endsWith("INFO  trigger own news");
    assertThat(lines()[1]).endsWith("WARN  netty their warning");
  }

  @Test
  void level_isTheOperators() {
    LoggerContext logging = configured(Map.of("LOCUM_LOG", "ERROR"));

    logging.getLogger("dev.locum.trigger").warn("own warning");

    assertThat(lines()).containsExactly("");
  }

  @Test
  void unknownValues_areNamedWithWhatIsExpected() {
    configured(Map.of("LOCUM_LOG", "loud", "LOCUM_LOG_FORMAT", "xml"));

    assertThat(lines()).hasSize(2);
    assertThat(lines()[0]).endsWith("LOCUM_LOG: loud (expected: error, warn, info or debug)");
    assertThat(lines()[1]).endsWith("LOCUM_LOG_FORMAT: xml (expected: text or json)");
  }

  @Test
  void logback_findsItByItself() {
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();

    assertThat(logging.getLogger("ROOT").getAppender("stderr")).isNotNull();
  }

  private LoggerContext configured(Map<String, String> variables) {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    LoggerContext logging = new LoggerContext();
    logging.setMDCAdapter(new LogbackMDCAdapter());
    new StandardErrorLog(new HashMap<>(variables)::get).configure(logging);
    return logging;
  }

  private String[] lines() {
    return written.toString(StandardCharsets.UTF_8).strip().split("\n");
  }
}
