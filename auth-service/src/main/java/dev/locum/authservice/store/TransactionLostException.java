package dev.locum.authservice.store;

import java.io.Serial;

/**
 * Not even undoing worked: nothing of the transaction may be committed, and its connection is
 * dropped.
 */
final class TransactionLostException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  TransactionLostException(StoreUnavailableException cause) {
    super("the transaction is lost", cause);
  }
}
