package dev.locum.grpcauthz.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Lets a channel whose server is away try again every second. gRPC's own pauses grow to two
 * minutes, for which a part would go on refusing after its peer has come back.
 *
 * <p>It ends with the channel, needs no thread of its own, and keeps no connection open.
 */
public final class PromptReconnect {

  /** Bounds how long a peer that is back goes unnoticed; a try costs it one connection. */
  private static final long PAUSE_SECONDS = 1;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS);

  private final ManagedChannel channel;

  private PromptReconnect(ManagedChannel channel) {
    this.channel = channel;
  }

  /** The same channel, which now reconnects promptly. */
  public static ManagedChannel of(ManagedChannel channel) {
    new PromptReconnect(channel).watch();
    return channel;
  }

  private void watch() {
    ConnectivityState state = channel.getState(false);
    switch (state) {
      case SHUTDOWN -> {}
      // It may stay in this state through many tries, without a word.
      case TRANSIENT_FAILURE ->
          LATER.execute(() -> {
            channel.resetConnectBackoff();
            watch();
          });
      case IDLE, CONNECTING, READY -> channel.notifyWhenStateChanged(state, this::watch);
    }
  }
}
