package dev.locum.authservice.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.SettableClock;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What counts as a guess, and what it costs. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuessLimitTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int AT_ONCE = 60;
  private static final int OF_ONE_CLIENT = 30;

  private final GuessLimit limit = new GuessLimit(new SettableClock());

  @Test
  void attemptsUnderWay_areNoFailures() throws Exception {
    CountDownLatch allUnderWay = new CountDownLatch(AT_ONCE);
    Callable<Boolean> valid =
        () ->
            limit.guard(
                HERE,
                "shop",
                () -> {
                  allUnderWay.countDown();
                  return await(allUnderWay);
                });

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers =
          IntStream.range(0, AT_ONCE).mapToObj(i -> clients.submit(valid)).toList();

      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void failuresOfAClientThatIsKnown_countAgainstItsAddress() {
    limit.proven(HERE, "shop");
    for (int i = 0; i < 300; i++) {
      assertThat(codeOf("shop")).isEqualTo(ErrorCode.INVALID_GRANT);
    }

    assertThat(codeOf("stranger")).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
  }

  @Test
  void failuresOfAClient_doNotStopItsNeighbour() {
    for (int i = 0; i < OF_ONE_CLIENT; i++) {
      assertThat(codeOf("shop")).isEqualTo(ErrorCode.INVALID_GRANT);
    }

    assertThat(codeOf("shop")).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    assertThat(limit.<Boolean>guard(HERE, "neighbour", () -> true)).isTrue();
  }

  private ErrorCode codeOf(String client) {
    OAuthRefusal[] refusal = new OAuthRefusal[1];
    assertThatThrownBy(() ->
            limit.guard(
                HERE,
                client,
                () -> {
                  throw new OAuthRefusal(ErrorCode.INVALID_GRANT);
                }))
        .isInstanceOfSatisfying(OAuthRefusal.class, thrown -> refusal[0] = thrown);
    return refusal[0].code();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
