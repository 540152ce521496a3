package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.TestPostgresql;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.testkit.await.Await;
import dev.locum.token.WorkloadId;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kill -9} of the whole process while it issues and refreshes, on both stores: what was
 * answered is there, with its event, and nothing is there twice (S3-89). {@code
 * -Dlocum.crash.operations=10000} for more than a build has time for.
 */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class CrashTest {

  private static final int ROUNDS = Integer.getInteger("locum.crash.rounds", 2);
  private static final int OPERATIONS = Integer.getInteger("locum.crash.operations", 160);
  private static final int CALLERS = 8;
  private static final int SESSIONS = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir private Path directory;

  /** The delegation that a key was answered with. */
  private final Map<String, String> answered = new ConcurrentHashMap<>();

  /** Keys of which the caller does not know. */
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /** Of each session of which every answer came: the token before the last, and the last. */
  private final Map<String, List<String>> lastTokens = new ConcurrentHashMap<>();

  private final AtomicInteger refreshed = new AtomicInteger();

  /** Sessions whose last answered token was refused while the service ran. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void kill9_whileIssuingAndRefreshing_whatWasAnsweredIsThereAndNothingTwice(String store)
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String engine = "sqlite: locum.db";
    LoginWorld opened;
    if (store.equals("sqlite")) {
      opened = LoginWorld.open(directory);
    } else {
      TestPostgresql.Login database = LoginWorld.database();
      opened = LoginWorld.open(database);
      engine = ProcessWorld.postgresql(directory, database);
    }
    try (LoginWorld beside = opened) {
      Map<WorkloadId, String> keys = ProcessWorld.prepare(beside, directory);

      for (int round = 0; round < ROUNDS; round++) {
        int more = OPERATIONS / ROUNDS;
        int until = done() + more + random.nextInt(1 + more / 4);
        try (CrashingAuthService child = new CrashingAuthService(directory, engine, keys)) {
          workUntil(child, "round-" + round, until);
        }
        Set<String> told = issuedInTrail(beside);
        assertThat(told).as("seed %d", seed).containsAll(answered.values());
      }

      try (CrashingAuthService child = new CrashingAuthService(directory, engine, keys)) {
        requireIssuesAreThere(child, seed);
        requireRefreshesAreThere(child, seed);
      }
      assertThat(count(beside, "delegation"))
          .isEqualTo(count(beside, "delegation_key"))
          .isEqualTo(answered.size() + unknown.size());
    }
  }

  private int done() {
    return answered.size() + refreshed.get();
  }

  private void requireIssuesAreThere(CrashingAuthService child, long seed) {
    answered.forEach((key, id) -> {
      IssueDelegationResponse again = child.issue(key);
      assertThat(again.getRepeated()).as("seed %d, %s", seed, key).isTrue();
      assertThat(again.getDelegation().getDelegationId()).isEqualTo(id);
    });
    unknown.forEach(key ->
        assertThat(child.issue(key).getDelegation().getDelegationId())
            .isEqualTo(child.issue(key).getDelegation().getDelegationId()));
  }

  /** The last token counts, once; the one before was used up for good. */
  private void requireRefreshesAreThere(CrashingAuthService child, long seed) {
    assertThat(refused).as("seed %d", seed).isEmpty();
    assertThat(lastTokens).as("sessions without a doubt").isNotEmpty();
    lastTokens.forEach((session, tokens) -> {
      assertThat(child.refreshOnceHeard(tokens.get(1)))
          .as("seed %d, %s", seed, session)
          .isPresent();
      assertThat(child.refreshOnceHeard(tokens.get(0)))
          .as("seed %d, %s, again", seed, session)
          .isEmpty();
    });
  }

  private void workUntil(CrashingAuthService child, String round, int until) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> {
          while (child.isAlive()) {
            issueOne(child, round + "-" + next.incrementAndGet());
          }
        });
      }
      for (int i = 0; i < SESSIONS; i++) {
        String session = round + "-session-" + i;
        callers.execute(() -> refreshForLong(child, session));
      }
      Await.until("enough answers", PATIENCE, () -> done() >= until);
      child.kill();
    }
    assertThat(done()).isGreaterThanOrEqualTo(until);
  }

  private void issueOne(CrashingAuthService child, String key) {
    try {
      answered.put(key, child.issue(key).getDelegation().getDelegationId());
    } catch (StatusRuntimeException e) {
      unknown.add(key);
    }
  }

  private void refreshForLong(CrashingAuthService child, String name) {
    int session = 0;
    Random random = new Random(name.hashCode());
    while (child.isAlive()) {
      String one = name + "-" + ++session;
      refreshSome(child, one, 1 + random.nextInt(1 + OPERATIONS / 50))
          .ifPresent(tokens -> lastTokens.put(one, tokens));
    }
  }

  /**
   * Logs in and refreshes so often: the token before the last, and the last. Empty if an answer
   * failed to come: whether that refresh was made, nobody knows.
   */
  private Optional<List<String>> refreshSome(CrashingAuthService child, String session, int times) {
    try {
      String before = "";
      String token = child.login();
      for (int i = 0; i < times; i++) {
        Optional<String> next = child.refresh(token);
        if (next.isEmpty()) {
          refused.add(session + " after " + i);
          return Optional.empty();
        }
        before = token;
        token = next.get();
        refreshed.incrementAndGet();
      }
      return Optional.of(List.of(before, token));
    } catch (RuntimeException killed) {
      return Optional.empty();
    }
  }

  private static Set<String> issuedInTrail(LoginWorld beside) {
    return Set.copyOf(
        beside.store.read(tx ->
            tx.query(
                "SELECT DISTINCT delegation FROM audit_event WHERE type = ? AND outcome ="
                    + " 'ALLOWED'",
                row -> row.text("delegation"),
                AuditEventType.DELEGATION_ISSUED.name())));
  }

  private static int count(LoginWorld beside, String table) {
    return beside
        .store
        .read(tx -> tx.query("SELECT COUNT(*) AS n FROM " + table, row -> row.integer("n")))
        .get(0);
  }
}
