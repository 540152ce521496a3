package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.test.v1.ShopResponse;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Many callers of one server at once, and who was taken for somebody else. */
final class ParallelCallers {

  private ParallelCallers() {}

  /** Who called, and whom the handler saw. */
  record Seen(String caller, String user, ShopResponse answer) {

    boolean isMixedUp() {
      return !answer.getCaller().equals(caller) || !answer.getUser().equals(user);
    }
  }

  /** Makes these calls, sixteen at a time; a call that fails counts as mixed up. */
  static Collection<String> mixedUp(int calls, IntFunction<Seen> call) throws InterruptedException {
    ConcurrentLinkedQueue<String> mixed = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    for (int i = 0; i < calls; i++) {
      int number = i;
      callers.execute(() -> {
        try {
          Seen seen = call.apply(number);
          if (seen.isMixedUp()) {
            mixed.add(number + " saw " + seen);
          }
        } catch (RuntimeException e) {
          mixed.add(number + " failed: " + e);
        }
      });
    }
    callers.shutdown();
    assertThat(callers.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
    return mixed;
  }
}
