package dev.locum.worker.client;

import dev.locum.grpcauthz.client.GivenNonce;
import dev.locum.grpcauthz.client.NonceRetry;
import dev.locum.worker.client.DownstreamConnections.HttpPlace;
import dev.locum.worker.context.DownstreamHttp;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.CallAuthorizer;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.Downstream.Place;
import dev.locum.worker.downstream.OutgoingRequest;
import dev.locum.worker.rpc.AuthorizedChannel;
import dev.locum.worker.verification.Acting;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;

/** The clients of one activity, bound to the delegation that was verified for it. */
public final class ActivityClients implements LocumContext.Clients {

  private final DownstreamConnections connections;
  private final CallAuthorizer authorizer;
  private final Acting acting;

  public ActivityClients(
      DownstreamConnections connections, CallAuthorizer authorizer, Acting acting) {
    this.connections = connections;
    this.authorizer = authorizer;
    this.acting = acting;
  }

  @Override
  public Channel grpc(String name) {
    Downstream downstream = connections.downstream(name);
    if (!(downstream.place() instanceof Place.Grpc place)) {
      throw new IllegalArgumentException("downstream " + name + ": HTTP (expected: gRPC)");
    }
    GivenNonce nonce = connections.nonce(name);
    return ClientInterceptors.intercept(
        connections.channel(downstream, place),
        new AuthorizedChannel(method ->
            authorizer.authorize(
                acting,
                downstream,
                OutgoingRequest.grpc(downstream.actionOf(method), method, nonce.latest()))),
        new NonceRetry(nonce));
  }

  @Override
  public DownstreamHttp http(String name) {
    Downstream downstream = connections.downstream(name);
    HttpPlace place =
        connections
            .http(name)
            .orElseThrow(() ->
                new IllegalArgumentException("downstream " + name + ": gRPC (expected: HTTP)"));
    GivenNonce nonce = connections.nonce(name);
    return new AuthorizedHttp(
        place,
        nonce,
        connections.httpSpans(),
        call ->
            authorizer.authorize(
                acting,
                downstream,
                new OutgoingRequest(
                    place.routes().actionOf(call),
                    call.method(),
                    call.pathOnly(),
                    nonce.latest())));
  }
}
