package dev.locum.gateway.seal;

import com.google.protobuf.ByteString;

/**
 * A task token whose seal was good. Only {@link TokenSeal} makes one.
 *
 * @param binding whose it is
 * @param original what Temporal issued
 */
public record OpenedTask(TaskBinding binding, ByteString original) {

  /** Without the token, which is authority over a task. */
  @Override
  public String toString() {
    return "OpenedTask[" + binding + "]";
  }
}
