package dev.locum.carsharing.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.trip.v1.CheckVehicleRequest;
import dev.locum.carsharing.api.trip.v1.GetMyTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the example's services let in, as processes: nobody by a stolen or forged credential. */
@Timeout(120)
class ServiceDoorsTest {

  @TempDir private Path directory;
  private ExampleProcesses example;

  @BeforeEach
  void start() throws IOException {
    example = new ExampleProcesses(directory);
  }

  @AfterEach
  void stop() {
    example.close();
  }

  /** Scene 3: what a stolen delegation token opens at the downstreams by itself: nothing. */
  @Test
  void stolenToken_atTheDownstreams_isRefused() throws IOException {
    String stolen =
        example.authority.adopt(
            example
                .authority
                .issuer()
                .delegationToken()
                .delegation("delegation-7")
                .actions(ExampleProcesses.ACTIONS),
            ExampleProcesses.UNDOES);

    refused("fleet", Map.of("txn-token", stolen), DenialReason.TOKEN_REJECTED);
    refused("fleet", Map.of("authorization", "Bearer " + stolen), DenialReason.TOKEN_REJECTED);
    String bob =
        example.authority.issuer().serviceToken().workload("bob-worker").audience("trip").text();
    refused(
        "trip",
        Map.of(
            "authorization", "Bearer " + bob,
            "x-forwarded-user", "user-ada",
            "x-forwarded-tenant", "alice",
            "x-locum-delegation", "delegation-7"),
        DenialReason.FORWARDED_HEADER_REFUSED);
  }

  /** S2-23: Alice's own worker cannot name a user who does not stand behind the delegation. */
  @Test
  void forwardedUser_whoIsNotTheDelegations_isRefused() throws IOException {
    example.authority.adopt(
        example
            .authority
            .issuer()
            .delegationToken()
            .delegation("delegation-7")
            .actions(ExampleProcesses.ACTIONS),
        ExampleProcesses.UNDOES);
    String alice =
        example.authority.issuer().serviceToken().workload("alice-worker").audience("trip").text();
    Map<String, String> headers = new HashMap<>();
    headers.put("authorization", "Bearer " + alice);
    headers.put("x-forwarded-user", "user-vic");
    headers.put("x-forwarded-tenant", "alice");
    headers.put("x-locum-delegation", "delegation-7");

    refused("trip", headers, DenialReason.DELEGATION_REJECTED);
    headers.put("x-locum-delegation", "delegation-none");
    refused("trip", headers, DenialReason.DELEGATION_REJECTED);
    headers.remove("x-locum-delegation");
    refused("trip", headers, DenialReason.FORWARDED_HEADER_REFUSED);
  }

  /** S4-08: other processes call internal methods as themselves, over their own way in. */
  @Test
  void otherCallers_asProcesses_areLetInByTheirOwnIdentities() throws IOException {
    try (CallerProcess scheduler = example.caller("scheduler");
        CallerProcess catalog = example.caller("catalog");
        CallerProcess stranger = example.caller("stranger")) {
      assertThat(catalog.catalog().available("alice"))
          .contains("car-1", "car-8")
          .doesNotContain("car-9");
      assertThat(scheduler.survey().leftBehind("alice")).isEmpty();
      assertThatThrownBy(() -> stranger.catalog().available("alice"))
          .satisfies(
              e -> assertThat(Refusals.reasonOf(e)).isEqualTo(DenialReason.CALLER_NOT_ALLOWED));
    }
    Await.until("their calls on the trail", () -> example.downstreamCalls().size() == 3);
    assertThat(example.downstreamCalls())
        .extracting(AuditEvent::getDetail)
        .anySatisfy(detail -> assertThat(detail).contains("ListVehicles by scheduler"))
        .anySatisfy(detail -> assertThat(detail).contains("ListVehicles by catalog"));
  }

  /** The edge asks the fleet as itself; a user's own token is for the edge alone. */
  @Test
  void edge_ofTheTripProcess_answersUsers() throws IOException {
    String ada = example.authority.issuer().accessToken().audience("trip").text();
    ManagedChannel channel = example.channel("trip");
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + ada);
    try {
      TripEdgeServiceGrpc.TripEdgeServiceBlockingStub edge =
          TripEdgeServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

      assertThat(
              edge.checkVehicle(CheckVehicleRequest.newBuilder().setVehicle("car-1").build())
                  .getVehicle())
          .isEqualTo("car-1");
      assertThatThrownBy(
              () -> edge.getMyTrip(GetMyTripRequest.newBuilder().setTrip("none").build()))
          .satisfies(
              e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.NOT_FOUND));
    } finally {
      channel.shutdownNow();
    }
    refused("trip", Map.of("authorization", "Bearer " + ada), DenialReason.NO_CREDENTIAL);
  }

  private void refused(String service, Map<String, String> headers, DenialReason reason)
      throws IOException {
    ManagedChannel channel = example.channel(service);
    Metadata metadata = new Metadata();
    headers.forEach((name, value) ->
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    try {
      assertThatThrownBy(
              () -> {
                if (service.equals("fleet")) {
                  FleetServiceGrpc.newBlockingStub(channel)
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                      .reserveVehicle(
                          ReserveVehicleRequest.newBuilder()
                              .setVehicle("car-1")
                              .setTrip("trip-1")
                              .build());
                } else {
                  TripServiceGrpc.newBlockingStub(channel)
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                      .recordTrip(RecordTripRequest.newBuilder().setTrip("trip-1").build());
                }
              })
          .satisfies(e -> assertThat(Refusals.reasonOf(e)).isEqualTo(reason));
    } finally {
      channel.shutdownNow();
    }
  }
}
