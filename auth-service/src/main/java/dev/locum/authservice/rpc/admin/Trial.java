package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.store.UnitOfWork;
import java.util.concurrent.atomic.AtomicReference;

/** Does something to see whether it can be done, and undoes all of it. */
final class Trial {

  private Trial() {}

  /** What the work answers, or throws; nothing of it stays. */
  static <T> T of(Transaction tx, UnitOfWork<T> work) {
    AtomicReference<T> answer = new AtomicReference<>();
    try {
      tx.nested(part -> {
        answer.set(work.run(part));
        throw new Tried();
      });
    } catch (Tried expected) {
      // All of it is undone.
    }
    return answer.get();
  }

  /** Undoes what was tried. */
  private static final class Tried extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Tried() {
      super("tried", null, false, false);
    }
  }
}
