package dev.locum.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TelemetryTest {

  private final Telemetry telemetry = Telemetry.create();

  /** Nobody but the meter holds what it asks. */
  @Test
  void whatMetersAsk_isNotCollected() {
    telemetry.observeOpenCalls(new AtomicInteger(3)::get);
    telemetry.observeTraces(new AtomicInteger(5)::get);

    System.gc();

    assertThat(telemetry.scrape())
        .contains("locum_gateway_open_calls 3.0")
        .contains("locum_traces_dropped_total 5.0");
  }
}
