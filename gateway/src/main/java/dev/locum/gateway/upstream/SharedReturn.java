package dev.locum.gateway.upstream;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.List;

/**
 * Lets channels to one server learn from one another that it is back: when one of them is
 * connected, the others do not wait any longer before they try again. It ends with the channels.
 */
final class SharedReturn {

  private final List<ManagedChannel> channels;

  private SharedReturn(List<ManagedChannel> channels) {
    this.channels = channels;
  }

  /** From now on these do so. */
  static void among(List<ManagedChannel> channels) {
    SharedReturn shared = new SharedReturn(channels);
    channels.forEach(shared::watch);
  }

  private void watch(ManagedChannel channel) {
    ConnectivityState state = channel.getState(false);
    if (state == ConnectivityState.SHUTDOWN) {
      return;
    }
    if (state == ConnectivityState.READY) {
      for (ManagedChannel other : channels) {
        if (other.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
          other.resetConnectBackoff();
        }
      }
    }
    channel.notifyWhenStateChanged(state, () -> watch(channel));
  }
}
