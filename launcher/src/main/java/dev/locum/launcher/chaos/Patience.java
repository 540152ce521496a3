package dev.locum.launcher.chaos;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;

/** Asks again while a part that was killed, or one that needs it, cannot answer yet. */
final class Patience {

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

  private final Duration limit;

  /**
   * Bounds the patience.
   *
   * @param limit for how long one question is repeated
   */
  Patience(Duration limit) {
    this.limit = limit;
  }

  /** What is asked of a part; asking twice changes nothing. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  /**
   * The answer; every refusal but {@code UNAVAILABLE} is one.
   *
   * @throws StatusRuntimeException the refusal, or the last one once the patience has ended
   * @throws IOException the last failure to connect, once the patience has ended
   */
  <T> T ask(Question<T> question) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        return question.ask();
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || System.nanoTime() > deadline) {
          throw e;
        }
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      Thread.sleep(BETWEEN_ATTEMPTS);
    }
  }
}
