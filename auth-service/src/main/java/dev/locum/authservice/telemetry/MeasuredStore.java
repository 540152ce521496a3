package dev.locum.authservice.telemetry;

import dev.locum.authservice.store.Foreseen;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.UnitOfWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A store whose use is measured: from asking until the answer is durable. */
final class MeasuredStore implements Store {

  private final Store actual;
  private final MeterRegistry registry;

  MeasuredStore(Store actual, MeterRegistry registry) {
    this.actual = actual;
    this.registry = registry;
  }

  @Override
  public <T> T write(List<Foreseen> foreseen, UnitOfWork<T> work) {
    return measured("write", () -> actual.write(foreseen, work));
  }

  @Override
  public <T> CompletableFuture<T> submit(UnitOfWork<T> work) {
    Timer.Sample sample = Timer.start(registry);
    return actual
        .submit(work)
        .whenComplete((answer, failure) ->
            sample.stop(timer("write", failure instanceof StoreUnavailableException)));
  }

  @Override
  public <T> T read(UnitOfWork<T> work) {
    return measured("read", () -> actual.read(work));
  }

  private <T> T measured(String operation, Supplier<T> step) {
    Timer.Sample sample = Timer.start(registry);
    boolean isUnavailable = false;
    try {
      return step.get();
    } catch (StoreUnavailableException e) {
      isUnavailable = true;
      throw e;
    } finally {
      sample.stop(timer(operation, isUnavailable));
    }
  }

  private Timer timer(String operation, boolean isUnavailable) {
    return registry.timer(
        Telemetry.PREFIX + "store",
        "operation",
        operation,
        "available",
        Boolean.toString(!isUnavailable));
  }

  @Override
  public void close() {
    actual.close();
  }
}
