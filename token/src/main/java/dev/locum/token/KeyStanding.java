package dev.locum.token;

import java.time.Instant;

/**
 * What may be said of the keys with which something was verified, so that whoever keeps an answer
 * lets it go when its key goes. Asking is cheap and fetches nothing. Thread-safe.
 */
public interface KeyStanding {

  /**
   * How often keys were withdrawn so far; it never decreases. An answer that was found at another
   * number than this counts no more. The default is that none ever is.
   */
  default long withdrawals() {
    return 0;
  }

  /**
   * Until when the keys count without being fetched again; {@link Instant#MAX}: for ever. The
   * default, {@link Instant#MIN}, keeps nothing.
   */
  default Instant freshUntil() {
    return Instant.MIN;
  }
}
