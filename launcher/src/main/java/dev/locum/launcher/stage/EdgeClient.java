package dev.locum.launcher.stage;

import dev.locum.carsharing.api.trip.v1.CheckVehicleRequest;
import dev.locum.carsharing.api.trip.v1.GetMyTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc.TripEdgeServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** What a user's client does at the edge of the trip service, with one token or with none. */
public final class EdgeClient {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final long CALL_SECONDS = 30;

  private final TripEdgeServiceBlockingStub edge;

  private EdgeClient(TripEdgeServiceBlockingStub edge) {
    this.edge = edge;
  }

  public static EdgeClient withoutToken(Channel channel) {
    return new EdgeClient(TripEdgeServiceGrpc.newBlockingStub(channel));
  }

  public static EdgeClient with(Channel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return new EdgeClient(
        TripEdgeServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
  }

  /** One of the user's own trips. */
  public Trip trip(String id) {
    return limited().getMyTrip(GetMyTripRequest.newBuilder().setTrip(id).build());
  }

  /** Answers if the vehicle can be had now. */
  public String check(String vehicle) {
    return limited()
        .checkVehicle(CheckVehicleRequest.newBuilder().setVehicle(vehicle).build())
        .getVehicle();
  }

  private TripEdgeServiceBlockingStub limited() {
    return edge.withWaitForReady().withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }
}
