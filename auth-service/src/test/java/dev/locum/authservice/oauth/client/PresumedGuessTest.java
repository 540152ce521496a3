package dev.locum.authservice.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.fixture.SettableClock;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.store.JdbcStore;
import dev.locum.authservice.store.Moment;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.SqliteDatabase;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreLimits;
import dev.locum.testkit.await.Await;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A refusal for what was presumed, and is so no more, is thrown away, and costs its caller nothing:
 * a client that was made at another replica a moment ago does not use up its address.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PresumedGuessTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int OF_ONE_CLIENT = 30;
  private static final Duration AT_REST = Duration.ofMillis(150);
  private static final Question.OfRecords<Boolean> DISABLED =
      Question.ofRecords("SELECT disabled FROM tenant WHERE name = ?", row -> row.flag("disabled"));

  @TempDir private Path directory;

  private final GuessLimit limit = new GuessLimit(new SettableClock());
  private final List<Boolean> runs = new ArrayList<>();
  private Store store;
  private Store other;

  @BeforeEach
  void openReplicas() {
    store = open();
    other = open();
    store.write(tx ->
        tx.update(
            "INSERT INTO tenant (name, disabled, created_at) VALUES (?, ?, ?)",
            "shop",
            true,
            Instant.parse("2026-11-03T10:15:30Z")));
  }

  @AfterEach
  void closeReplicas() {
    store.close();
    other.close();
  }

  @Test
  void refusalThatIsThrownAway_isNoGuess() {
    for (int i = 1; i < OF_ONE_CLIENT; i++) {
      assertThat(codeOf()).isEqualTo(ErrorCode.INVALID_CLIENT);
    }

    Await.until("a refusal that is thrown away", this::refusalIsThrownAway);

    setDisabled(true);
    assertThat(codeOf()).as("the last that it may fail").isEqualTo(ErrorCode.INVALID_CLIENT);
    assertThat(codeOf()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
  }

  private ErrorCode codeOf() {
    return catchThrowableOfType(OAuthRefusal.class, this::presuming).code();
  }

  /** Only a store that has seen no change for a moment presumes that there is none. */
  private boolean refusalIsThrownAway() {
    setDisabled(true);
    isDisabled();
    LockSupport.parkNanos(AT_REST.toNanos());
    setDisabled(false);
    runs.clear();
    assertThat(presuming()).isTrue();
    return runs.equals(List.of(true, false));
  }

  private boolean presuming() {
    return Moment.presuming(() -> limit.guard(HERE, "shop", this::requireEnabled));
  }

  private boolean requireEnabled() {
    boolean isDisabled = isDisabled();
    runs.add(isDisabled);
    if (isDisabled) {
      throw new OAuthRefusal(ErrorCode.INVALID_CLIENT);
    }
    return true;
  }

  private boolean isDisabled() {
    return store.read(tx -> tx.askOne(DISABLED, "shop").orElseThrow());
  }

  /** At the other replica: this one hears of it only by asking. */
  private void setDisabled(boolean disabled) {
    other.write(tx -> tx.update("UPDATE tenant SET disabled = ? WHERE name = 'shop'", disabled));
  }

  private Store open() {
    return JdbcStore.open(
        SqliteDatabase.at(directory.resolve("guess.db"), Duration.ofSeconds(5)),
        StoreLimits.defaults());
  }
}
