package dev.locum.authservice.store;

import java.io.Serial;

/** The database is lost, locked, full or too slow. The caller may try again later. */
public final class StoreUnavailableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreUnavailableException(String message) {
    super(message);
  }
}
