package dev.locum.launcher.bootstrap.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Logs to standard error. {@code LOCUM_LOG} sets the level of Locum's own loggers (default {@code
 * INFO}); {@code LOCUM_LOG_FORMAT} is {@code text} (default) or {@code json}, one object a line.
 * Each is a variable of the environment or a system property. Logback finds this by itself; in code
 * rather than XML, because parsing that takes a tenth of a second of each start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class StandardErrorLog extends ContextAwareBase implements Configurator {

  static final String LEVEL = "LOCUM_LOG";
  static final String FORMAT = "LOCUM_LOG_FORMAT";

  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} %msg%n%rEx{8}";

  private final Function<String, @Nullable String> variables;

  /** For Logback. */
  public StandardErrorLog() {
    this(
        name -> Optional.ofNullable(System.getProperty(name)).orElseGet(() -> System.getenv(name)));
  }

  StandardErrorLog(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  @Override
  public ExecutionStatus configure(LoggerContext logging) {
    String format = variable(FORMAT, "text");
    boolean isJson = format.equals("json");
    Encoder<ILoggingEvent> encoder = isJson ? json() : text();
    encoder.setContext(logging);
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(logging);
    stderr.setName("stderr");
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();

    Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(stderr);
    logging.getLogger("io.temporal").setLevel(Level.ERROR);
    Logger own = logging.getLogger("dev.locum");
    String level = variable(LEVEL, "info");
    own.setLevel(Level.toLevel(level, Level.INFO));
    if (Level.toLevel(level, null) == null) {
      own.warn("{}: {} (expected: error, warn, info or debug)", LEVEL, level);
    }
    if (!isJson && !format.equals("text")) {
      own.warn("{}: {} (expected: text or json)", FORMAT, format);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private String variable(String name, String otherwise) {
    String value = variables.apply(name);
    return value == null || value.isBlank() ? otherwise : value.strip().toLowerCase(Locale.ROOT);
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(LINE);
    return encoder;
  }

  /** The message as people read it, and not its arguments once more. */
  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    return encoder;
  }
}
