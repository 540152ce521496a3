package dev.locum.authservice.store;

import java.util.function.Supplier;

/**
 * The moment as of which a request reads: the state of the records is found out once for it and not
 * for each of its readings. Everything that was answered before the request came is seen; what it
 * writes itself ends the moment. For requests that are short.
 */
public final class Moment {

  private static final ScopedValue<Moment> PRESENT = ScopedValue.newInstance();

  private final Thread thread = Thread.currentThread();
  private long state = Memory.UNKNOWN;
  private Object asked = this;

  private Moment() {}

  /** Answers a request. */
  public static <T> T of(Supplier<T> request) {
    return ScopedValue.where(PRESENT, new Moment()).call(request::get);
  }

  /** The state of a store's records for what this thread does now. */
  static long state(Object store, PresentState present) {
    if (!PRESENT.isBound() || PRESENT.get().thread != Thread.currentThread()) {
      return present.ask();
    }
    Moment moment = PRESENT.get();
    if (moment.state == Memory.UNKNOWN || !moment.asked.equals(store)) {
      moment.state = present.ask();
      moment.asked = store;
    }
    return moment.state;
  }

  /** Something was written, or the state is another now. */
  static void end() {
    if (PRESENT.isBound() && PRESENT.get().thread == Thread.currentThread()) {
      PRESENT.get().state = Memory.UNKNOWN;
    }
  }
}
