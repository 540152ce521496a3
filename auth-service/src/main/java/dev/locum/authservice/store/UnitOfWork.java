package dev.locum.authservice.store;

/**
 * What is done in one transaction. It must be short, must do no I/O but through the transaction,
 * and may be run on another thread than its caller's. Whatever it throws undoes all that it
 * changed.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface UnitOfWork<T> {

  T run(Transaction tx);
}
