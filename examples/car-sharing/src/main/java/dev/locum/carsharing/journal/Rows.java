package dev.locum.carsharing.journal;

import com.google.protobuf.Message;
import dev.locum.carsharing.api.journal.v1.Entry;

/**
 * Rows that change only by entries, and always in the same way: replaying the entries makes them
 * again.
 */
@FunctionalInterface
public interface Rows {

  /**
   * Applies a request. The journal calls it one entry at a time.
   *
   * @return the answer
   * @throws NotPossibleException if the rows do not allow it; they are unchanged then
   */
  Message apply(Entry entry);
}
