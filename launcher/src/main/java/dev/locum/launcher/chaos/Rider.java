package dev.locum.launcher.chaos;

import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.topology.World;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * A user who asks for one trip after the other, as many as they are let, and repeats a request that
 * was not answered with the same idempotency key until it is. Runs in a thread of its own.
 */
final class Rider implements Runnable {

  /** Bounds how long one request is repeated; an outage here lasts a few seconds. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
  private static final int FIRST_VEHICLE = 10;

  private final Stage stage;
  private final World.Person person;
  private final RandomGenerator random;
  private final Queue<AcceptedTrip> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Semaphore wishes = new Semaphore(0);
  private final AtomicBoolean stopped = new AtomicBoolean();

  Rider(Stage stage, World.Person person, RandomGenerator random) {
    this.stage = stage;
    this.person = person;
    this.random = random;
  }

  @Override
  public void run() {
    try {
      for (int vehicle = FIRST_VEHICLE; ; vehicle++) {
        wishes.acquire();
        if (stopped.get()) {
          return;
        }
        ask("car-" + vehicle);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets it ask for so many trips more. */
  void wish(int trips) {
    wishes.release(trips);
  }

  /** Ends after the request that is under way. */
  void stop() {
    stopped.set(true);
    wishes.release();
  }

  List<AcceptedTrip> accepted() {
    return List.copyOf(accepted);
  }

  /** Requests that were never answered. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  private void ask(String vehicle) throws InterruptedException {
    String key = UUID.randomUUID().toString();
    String input = Trip.json(vehicle, random.nextInt(3));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String failure;
      try {
        String id = stage.clientOf(person.name()).start(World.ROUTE, input, key).getWorkflowId();
        accepted.add(new AcceptedTrip(person.name(), person.tenant(), vehicle, id));
        return;
      } catch (StatusRuntimeException e) {
        failure = e.getStatus().toString();
        if (e.getStatus().getCode() == Status.Code.UNAUTHENTICATED) {
          stage.forget(person.name());
        }
      } catch (IOException | RuntimeException e) {
        failure = e.toString();
      }
      if (System.nanoTime() > deadline) {
        faults.add(vehicle + " of " + person.tenant() + ": never accepted: " + failure);
        return;
      }
      Thread.sleep(BETWEEN_ATTEMPTS);
    }
  }
}
