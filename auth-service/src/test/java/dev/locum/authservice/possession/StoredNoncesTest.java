package dev.locum.authservice.possession;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.SettableClock;
import dev.locum.authservice.fixture.TestPostgresql;
import dev.locum.authservice.store.JdbcStore;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreLimits;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DP-5: the nonces of two replicas over one PostgreSQL, whose clocks are apart. */
@Timeout(90)
final class StoredNoncesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SettableClock behind = new SettableClock();
  private final SettableClock ahead = new SettableClock();
  private final Store store = JdbcStore.open(TestPostgresql.fresh().open(), StoreLimits.defaults());
  private final StoredNonces first = new StoredNonces(store, behind, new SecureRandom());
  private final StoredNonces second = new StoredNonces(store, ahead, new SecureRandom());

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void dp5_replicasOfOneMinute_giveTheSameNonce() {
    String nonce = first.current();

    assertThat(second.current()).isEqualTo(nonce);
    assertThat(second.isFresh(nonce)).isTrue();
    assertThat(second.isFresh("")).isFalse();
  }

  /** A client that talks to both must not be sent from one to the other for ever. */
  @Test
  void dp5_nonceOfAReplicaWhoseClockIsAhead_counts() {
    ahead.advance(MINUTE);
    String early = second.current();

    assertThat(first.isFresh(early)).isTrue();
    assertThat(first.current()).isNotEqualTo(early);
    assertThat(second.isFresh(first.current())).isTrue();
    behind.advance(MINUTE);
    assertThat(first.current()).isEqualTo(early);
  }

  @Test
  void dp5_nonceOfTheMinuteBeforeTheLast_isForgottenByBoth() {
    String nonce = first.current();
    behind.advance(MINUTE.multipliedBy(2));
    ahead.advance(MINUTE.multipliedBy(2));

    assertThat(first.isFresh(nonce)).isFalse();
    assertThat(second.isFresh(nonce)).isFalse();
  }
}
