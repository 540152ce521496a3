package dev.locum.worker.client;

import dev.locum.grpcauthz.client.GivenNonce;
import dev.locum.grpcauthz.trace.ClientSpans;
import dev.locum.grpcauthz.trace.HttpClientSpans;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.Downstream.Place;
import dev.locum.worker.downstream.HttpRoutes;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.OpenTelemetry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the configured downstreams, opened at first use and shared by all activities.
 * Thread-safe.
 */
public final class DownstreamConnections implements AutoCloseable {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Map<String, Downstream> downstreams;
  private final @Nullable OpenTelemetry telemetry;
  private final ConcurrentMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, HttpPlace> places = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, GivenNonce> nonces = new ConcurrentHashMap<>();

  /**
   * Connections to these downstreams and no others.
   *
   * @param telemetry gets spans of calls; null: nobody does
   * @throws IllegalStateException if two have the same name, or HTTP routes that both fit one
   *     request
   */
  public DownstreamConnections(
      Collection<Downstream> downstreams, @Nullable OpenTelemetry telemetry) {
    this.telemetry = telemetry;
    Map<String, Downstream> byName = new LinkedHashMap<>();
    for (Downstream downstream : downstreams) {
      if (byName.putIfAbsent(downstream.name(), downstream) != null) {
        throw new IllegalStateException(
            "downstream " + downstream.name() + ": twice (expected: once)");
      }
      if (downstream.place() instanceof Place.Http http) {
        places.put(downstream.name(), HttpPlace.of(downstream, http));
      }
    }
    this.downstreams = Map.copyOf(byName);
  }

  ManagedChannel channel(Downstream downstream, Place.Grpc place) {
    return channels.computeIfAbsent(
        downstream.name(),
        name ->
            telemetry == null
                ? place.channel().open()
                : place.channel().intercepting(ClientSpans.of(telemetry)).open());
  }

  /** Tells of HTTP requests; empty: nobody is told. */
  Optional<HttpClientSpans> httpSpans() {
    return Optional.ofNullable(telemetry).map(HttpClientSpans::of);
  }

  /** What a downstream gave for the next proof to it. */
  GivenNonce nonce(String name) {
    return nonces.computeIfAbsent(name, ignored -> new GivenNonce());
  }

  Downstream downstream(String name) {
    Downstream downstream = downstreams.get(name);
    if (downstream == null) {
      throw new IllegalArgumentException(
          "downstream: " + name + " (expected: one of " + downstreams.keySet() + ")");
    }
    return downstream;
  }

  Optional<HttpPlace> http(String name) {
    return Optional.ofNullable(places.get(name));
  }

  /** Closes what was opened; calls that are under way fail. */
  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  /** An HTTP downstream with its client. */
  record HttpPlace(Place.Http place, HttpClient client, HttpRoutes routes) {

    static HttpPlace of(Downstream downstream, Place.Http place) {
      HttpClient.Builder client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT_LIMIT)
              .followRedirects(HttpClient.Redirect.NEVER);
      if (place.tls() != null) {
        client.sslContext(place.tls());
      }
      return new HttpPlace(place, client.build(), new HttpRoutes(downstream.actions()));
    }
  }
}
