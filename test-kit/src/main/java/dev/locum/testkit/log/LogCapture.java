package dev.locum.testkit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/**
 * Everything that is logged while it is open, by SLF4J or {@code java.util.logging}, from every
 * thread: of {@code dev.locum} down to TRACE, of others what they are configured to log.
 */
public final class LogCapture implements AutoCloseable {

  /**
   * At DEBUG these write whole frames, credentials included. A process never turns them on; a test
   * without a logging configuration has everything on.
   */
  private static final List<String> FRAME_LOGGERS = List.of("io.grpc.netty", "io.netty");

  private final List<CapturedLog> captured = new CopyOnWriteArrayList<>();
  private final Logger root;
  private final Map<Logger, Optional<Level>> formerLevels = new LinkedHashMap<>();
  private final AppenderBase<ILoggingEvent> appender = new CapturingAppender();
  private final Handler handler = new CapturingHandler();

  private LogCapture() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    set(context.getLogger("dev.locum"), Level.TRACE);
    FRAME_LOGGERS.forEach(name -> set(context.getLogger(name), Level.INFO));
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
    LogManager.getLogManager().getLogger("").addHandler(handler);
  }

  private void set(Logger logger, Level level) {
    formerLevels.put(logger, Optional.ofNullable(logger.getLevel()));
    logger.setLevel(level);
  }

  /** Starts to capture. */
  public static LogCapture open() {
    return new LogCapture();
  }

  /** What was logged so far, oldest first. */
  public List<CapturedLog> logs() {
    return List.copyOf(captured);
  }

  @Override
  public void close() {
    LogManager.getLogManager().getLogger("").removeHandler(handler);
    root.detachAppender(appender);
    appender.stop();
    formerLevels.forEach((logger, level) -> logger.setLevel(level.orElse(null)));
  }

  private final class CapturingAppender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder text = new StringBuilder(event.getFormattedMessage());
      text.append(' ').append(Arrays.toString(event.getArgumentArray()));
      text.append(' ').append(event.getMDCPropertyMap());
      if (event.getKeyValuePairs() != null) {
        text.append(' ').append(event.getKeyValuePairs());
      }
      if (event.getThrowableProxy() != null) {
        text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      captured.add(
          new CapturedLog(event.getLoggerName(), event.getLevel().toString(), text.toString()));
    }
  }

  private final class CapturingHandler extends Handler {
    @Override
    public void publish(LogRecord logged) {
      StringWriter text = new StringWriter();
      text.append(String.valueOf(logged.getMessage())).append(' ');
      text.append(Arrays.toString(logged.getParameters()));
      if (logged.getThrown() != null) {
        logged.getThrown().printStackTrace(new PrintWriter(text));
      }
      captured.add(
          new CapturedLog(
              String.valueOf(logged.getLoggerName()),
              logged.getLevel().getName(),
              text.toString()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
