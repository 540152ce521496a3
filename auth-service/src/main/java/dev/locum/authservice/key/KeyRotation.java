package dev.locum.authservice.key;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.token.denial.DenialException;
import dev.locum.token.jose.SigningAlgorithm;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next signing key when the present one is old enough, and learns every second what other
 * auth services over the same store have done with the keys, so that a key that one revokes counts
 * nowhere a second later. Survives whatever it meets.
 */
public final class KeyRotation implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

  /** Bounds how long a revoked key still counts at another auth service. */
  private static final Duration ROUND = Duration.ofSeconds(1);

  private final Store store;
  private final AuditTrail trail;
  private final SigningKeys keys;
  private final Schedule schedule;
  private final Thread thread;

  /**
   * When which keys are made.
   *
   * @param algorithm of the next keys
   * @param every how old a key becomes before the next is made
   */
  public record Schedule(SigningAlgorithm algorithm, Duration every) {}

  public KeyRotation(Store store, AuditTrail trail, SigningKeys keys, Schedule schedule) {
    this.store = store;
    this.trail = trail;
    this.keys = keys;
    this.schedule = schedule;
    this.thread = Thread.ofVirtual().name("key-rotation").unstarted(this::repeat);
  }

  /** Starts to run rounds. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void repeat() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(ROUND);
        round();
      } catch (InterruptedException e) {
        return;
      } catch (StoreUnavailableException e) {
        LOG.warn("the signing keys could not be looked up; those known go on");
      } catch (DenialException e) {
        LOG.warn("{}; those known go on", e.rejection().detail());
      } catch (Throwable e) {
        LOG.error("a look at the signing keys met a fault; the next one comes", e);
      }
    }
  }

  /** One round. */
  void round() {
    keys.reload();
    if (!keys.isOlder(schedule.every())) {
      return;
    }
    SealedKey next = keys.make(schedule.algorithm());
    Optional<StoredKey> added =
        store.write(tx -> {
          Optional<StoredKey> made = keys.rotateIfOlder(tx, next, schedule.every());
          if (made.isPresent()) {
            trail.record(tx, trail.draft(AuditEventType.KEY_ROTATED).allowed());
          }
          return made;
        });
    added.ifPresent(
        key -> LOG.info("signing key {} signs from {}", key.key().keyId(), key.activatesAt()));
    keys.reload();
  }
}
