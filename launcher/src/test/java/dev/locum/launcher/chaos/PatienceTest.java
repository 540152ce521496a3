package dev.locum.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void partsThatComeBackAreAskedAgain() throws Exception {
    Patience patience = new Patience(Duration.ofSeconds(30));

    String answer =
        patience.ask(() ->
            switch (asked.incrementAndGet()) {
              case 1 -> throw Status.UNAVAILABLE.asRuntimeException();
              case 2 -> throw new IOException("connection refused");
              default -> "settled";
            });

    assertThat(answer).isEqualTo("settled");
    assertThat(asked).hasValue(3);
  }

  @Test
  void otherRefusalsAreAnswers() {
    Patience patience = new Patience(Duration.ofSeconds(30));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            patience.ask(() -> {
              asked.incrementAndGet();
              throw Status.NOT_FOUND.asRuntimeException();
            }));
    assertThat(asked).hasValue(1);
  }

  @Test
  void patienceEnds() {
    Patience patience = new Patience(Duration.ZERO);

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            patience.ask(() -> {
              throw Status.UNAVAILABLE.asRuntimeException();
            }))
        .matches(refusal -> refusal.getStatus().getCode() == Status.Code.UNAVAILABLE);
  }
}
