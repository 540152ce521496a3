package dev.locum.gateway.wire;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The message of a call on its way in. It is complete when its caller has been admitted and has
 * said that nothing more comes. These two come from different threads, in any order and at the same
 * moment; whichever is last goes on with the message, and the other does not.
 */
final class RequestArrival {

  private final AtomicInteger missing = new AtomicInteger(2);

  private byte @Nullable [] bytes;
  private boolean several;

  /** A message, in the order in which they came. */
  void message(byte[] message) {
    several |= bytes != null;
    bytes = message;
  }

  /** The caller may be read from; true: everything has come. Called at most once. */
  boolean admitted() {
    return missing.decrementAndGet() == 0;
  }

  /** Nothing more comes; true: the caller is admitted. Called at most once. */
  boolean halfClosed() {
    return missing.decrementAndGet() == 0;
  }

  /** The one message, which is not kept here; null: there was none, or there were several. */
  byte @Nullable [] take() {
    byte[] taken = several ? null : bytes;
    bytes = null;
    return taken;
  }
}
