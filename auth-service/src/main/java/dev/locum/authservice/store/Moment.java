package dev.locum.authservice.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The moment as of which a request reads: the state of the records is found out once for it and not
 * for each of its readings. Everything that was answered before the request came is seen; what it
 * writes itself ends the moment. For requests that are short.
 */
public final class Moment {

  private static final ScopedValue<Moment> PRESENT = ScopedValue.newInstance();

  private final Thread thread = Thread.currentThread();
  private boolean mayPresume;
  private boolean isPresumed;
  private boolean isOutdated;
  private boolean isLost;
  private long state = Memory.UNKNOWN;
  private @Nullable PresentState asked;

  private Moment(boolean mayPresume) {
    this.mayPresume = mayPresume;
  }

  /** What was read was of an older state of the records: the request has to run anew. */
  static final class Outdated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Outdated() {
      super("outdated", null, false, false);
    }
  }

  /** Answers a request. */
  public static <T> T of(Supplier<T> request) {
    return new Moment(false).run(request);
  }

  /**
   * Answers a request that presumes the records to be as this process saw them last, if they have
   * been at rest. The first transaction that it needs anyway, to write or to read, tells whether
   * they are; if there is none, the database is asked before the answer leaves. If they are not,
   * the answer is thrown away and the request runs anew, and asks first. So what is answered is
   * what {@link #of} answers.
   *
   * @param request may run twice: it does nothing that must not be done twice before its first
   *     write
   */
  public static <T> T presuming(Supplier<T> request) {
    Moment moment = new Moment(true);
    try {
      T answer = moment.run(request);
      if (moment.holds()) {
        return answer;
      }
    } catch (RuntimeException failure) {
      if (!moment.isOutdated && (moment.isLost || moment.holds())) {
        throw failure;
      }
    }
    return of(request);
  }

  private <T> T run(Supplier<T> request) {
    return ScopedValue.where(PRESENT, this).call(request::get);
  }

  /** Whether what was presumed is so. Whoever caught what told that it is not changes nothing. */
  private boolean holds() {
    if (isLost && isPresumed) {
      throw new StoreUnavailableException("the store does not answer");
    }
    askIfPresumed();
    return !isOutdated;
  }

  private void askIfPresumed() {
    PresentState unsettled = asked;
    if (isPresumed && unsettled != null) {
      isPresumed = false;
      isOutdated |= unsettled.ask() != state;
    }
  }

  private void requireSettled() {
    askIfPresumed();
    if (isOutdated) {
      throw new Outdated();
    }
  }

  private static @Nullable Moment present() {
    Moment bound = PRESENT.isBound() ? PRESENT.get() : null;
    return bound != null && bound.thread == Thread.currentThread() ? bound : null;
  }

  /** The state of a store's records for what this thread does now. */
  static long state(PresentState present) {
    Moment moment = present();
    return moment == null ? present.ask() : moment.stateOf(present);
  }

  private long stateOf(PresentState present) {
    if (state != Memory.UNKNOWN && present.equals(asked)) {
      return state;
    }
    requireSettled();
    long known = mayPresume ? present.known() : Memory.UNKNOWN;
    isPresumed = known != Memory.UNKNOWN;
    mayPresume = false;
    state = isPresumed ? known : present.ask();
    asked = present;
    return state;
  }

  /**
   * Finds out whether what was presumed is so, if nothing else will. For what must not be done
   * twice and is no write: it throws, and so is not reached, where the request is going to run
   * anew.
   */
  public static void settle() {
    Moment moment = present();
    if (moment != null) {
      moment.requireSettled();
    }
  }

  /** Whether what this thread reads now is of a state that nobody has confirmed yet. */
  static boolean isPresumed() {
    Moment moment = present();
    return moment != null && moment.isPresumed;
  }

  /**
   * Something is written, or the state is another now.
   *
   * @return the state that the transaction has to find; {@link Memory#UNKNOWN}: any
   */
  static long end(PresentState present) {
    Moment moment = present();
    return moment == null ? Memory.UNKNOWN : moment.endFor(present);
  }

  private long endFor(PresentState present) {
    mayPresume = false;
    if (isPresumed && !present.equals(asked)) {
      requireSettled();
    }
    long presumed = isPresumed ? state : Memory.UNKNOWN;
    if (!isPresumed) {
      state = Memory.UNKNOWN;
    }
    return presumed;
  }

  /** A transaction has found the state that was presumed. */
  static void confirm() {
    Moment moment = present();
    if (moment != null) {
      moment.isPresumed = false;
    }
  }

  /** A transaction has found the state that was presumed, and has maybe changed it. */
  static void confirmAndEnd() {
    Moment moment = present();
    if (moment != null) {
      moment.isPresumed = false;
      moment.state = Memory.UNKNOWN;
    }
  }

  /** A transaction has found another state. */
  static Outdated outdated() {
    Moment moment = present();
    if (moment != null) {
      moment.isPresumed = false;
      moment.isOutdated = true;
    }
    return new Outdated();
  }

  /** The store does not answer, and is not asked again for this request. */
  static void lose() {
    Moment moment = present();
    if (moment != null) {
      moment.isLost = true;
    }
  }
}
