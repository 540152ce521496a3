package dev.locum.testkit.log;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test whose code logged a secret (TT-13): something that looks like a signed token, or one
 * of the secrets that the test has named.
 *
 * <pre>{@code
 * @RegisterExtension final NoSecretsInLogs logs = new NoSecretsInLogs();
 *
 * @Test void login_withThePassword_...() {
 *   logs.watch(password);
 * }
 * }</pre>
 *
 * <p>Not for tests that run at the same time as others in one JVM: it would blame the wrong one.
 */
public final class NoSecretsInLogs implements BeforeEachCallback, AfterEachCallback {

  /** A JWS in compact form with its signature; what is cut before the signature may be logged. */
  private static final Pattern SIGNED_TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{20,}");

  /** A shorter secret would be found everywhere by chance. */
  private static final int SHORTEST = 6;

  private final Set<String> secrets = ConcurrentHashMap.newKeySet();
  private @Nullable LogCapture capture;

  /** From now on the log must not show this text. */
  public void watch(String secret) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "secret: " + secret.length() + " characters (expected: at least " + SHORTEST + ")");
    }
    secrets.add(secret);
  }

  /** What was logged so far in this test. */
  public List<CapturedLog> logs() {
    LogCapture open = capture;
    return open == null ? List.of() : open.logs();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end();
  }

  void begin() {
    capture = LogCapture.open();
  }

  void end() {
    List<CapturedLog> logged = logs();
    LogCapture open = capture;
    if (open != null) {
      open.close();
    }
    Set<String> named = Set.copyOf(secrets);
    secrets.clear();
    requireClean(logged, named);
  }

  static void requireClean(List<CapturedLog> logged, Set<String> secrets) {
    for (CapturedLog log : logged) {
      boolean isLeak =
          SIGNED_TOKEN.matcher(log.text()).find()
              || secrets.stream().anyMatch(secret -> log.text().contains(secret));
      if (isLeak) {
        throw new AssertionError("a secret was logged by " + log.logger() + " at " + log.level());
      }
    }
  }
}
