package dev.locum.testkit.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for conditions; looks again every few milliseconds of real time, less often the longer it
 * takes, so that looking does not keep the processor from what is waited for.
 */
public final class Await {

  /**
   * How long it waits unless told otherwise: long enough for a busy machine, so that a failure
   * means one.
   */
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(25);

  /** A pause is this part of what was waited already. */
  private static final int PART = 20;

  private Await() {}

  /** Waits until the condition holds. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, DEADLINE, condition);
  }

  /**
   * Waits until the condition holds.
   *
   * @param what words for the failure: "the second event"
   * @throws AssertionError if it does not hold in time
   */
  public static void until(String what, Duration deadline, BooleanSupplier condition) {
    untilPasses(
        what,
        deadline,
        () -> {
          if (!condition.getAsBoolean()) {
            throw new AssertionError("not yet");
          }
        });
  }

  /** Waits until the assertions pass. */
  public static void untilPasses(String what, Assertions assertions) {
    untilPasses(what, DEADLINE, assertions);
  }

  /**
   * Waits until the assertions pass.
   *
   * @throws AssertionError if they do not pass in time; its cause is why not the last time
   */
  public static void untilPasses(String what, Duration deadline, Assertions assertions) {
    long begun = System.nanoTime();
    long limit = deadline.toNanos();
    while (true) {
      AssertionError failure = attempt(assertions);
      if (failure == null) {
        return;
      }
      long waited = System.nanoTime() - begun;
      if (waited > limit) {
        throw new AssertionError("waited " + deadline + " for " + what, failure);
      }
      LockSupport.parkNanos(Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, waited / PART)));
    }
  }

  private static @Nullable AssertionError attempt(Assertions assertions) {
    try {
      assertions.check();
      return null;
    } catch (AssertionError e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError("the condition itself failed", e);
    }
  }

  /**
   * Something that throws {@link AssertionError} until it holds; any other throwable ends the wait.
   */
  @FunctionalInterface
  public interface Assertions {
    void check() throws Exception;
  }
}
