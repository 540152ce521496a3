package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc.TripServiceBlockingStub;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.grpcauthz.trust.PeerCertificateTrust;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.WorkloadId;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code RecordTrip}, which was public elsewhere: what closes it, and what each layer does alone.
 */
@Timeout(60)
class LayersTest {

  private static final String WORKER = "cluster.local/ns/trips/sa/worker";
  private static final String WORKER_SPIFFE = "spiffe://example.org/ns/trips/sa/worker";
  private static final MethodAuth PUBLIC = MethodAuth.newBuilder().setPublic(true).build();
  private static final RecordTripRequest REQUEST =
      RecordTripRequest.newBuilder().setTrip("t1").build();

  private final TestIssuer issuer = TestIssuer.at(Clock.systemUTC());
  private final CertificateMaker authority = CertificateMaker.forTest();
  private final TrustedWorkload worker =
      TrustedWorkload.of(new WorkloadId("alice-worker"))
          .withActions(ActionSet.ofNames("trip.record"));
  private final List<ManagedChannel> channels = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /**
   * S4-43, S4-51: with the contract that it would have had before, anonymous calls reach {@code
   * RecordTrip}, and a user's. Marked internal, neither does.
   */
  @Test
  void record_publicBeforeAndInternalNow_isClosedToTheWorld() throws IOException {
    String user = "Bearer " + issuer.accessToken().audience("trip").text();
    String token =
        "Bearer " + issuer.downstreamToken().audience("trip").actions("trip.record").text();

    try (CountedTrips before = plaintext(PUBLIC)) {
      stub(before).recordTrip(REQUEST);
      stub(before, "authorization", user).recordTrip(REQUEST);
      assertThat(before.reached()).isEqualTo(2);
    }
    try (CountedTrips now = plaintext(CountedTrips.today())) {
      failsWith(Status.Code.UNAUTHENTICATED, () -> stub(now).recordTrip(REQUEST));
      failsWith(
          Status.Code.UNAUTHENTICATED, () -> stub(now, "authorization", user).recordTrip(REQUEST));
      assertThat(now.reached()).isZero();
      stub(now, "authorization", token).recordTrip(REQUEST);
      assertThat(now.reached()).isEqualTo(1);
    }
  }

  /** S4-06: in a mesh the worker's ServiceAccount may call, and no other. */
  @Test
  void record_overTheMesh_isOpenToTheWorkersAccountAlone() throws IOException {
    MeshIdentityTrust mesh =
        MeshIdentityTrust.allowing(WORKER, worker)
            .and(WORKER_SPIFFE, worker)
            .and(
                "cluster.local/ns/trips/sa/ingress", TrustedWorkload.of(new WorkloadId("ingress")));

    try (CountedTrips trips =
        CountedTrips.serve(
            issuer, InsecureServerCredentials.create(), CountedTrips.today(), mesh)) {
      for (String principal : List.of(WORKER, WORKER_SPIFFE)) {
        stub(trips, MeshIdentityTrust.DEFAULT_HEADER, principal).recordTrip(REQUEST);
      }
      assertThat(trips.reached()).isEqualTo(2);
      for (String principal :
          List.of(
              WORKER + "2",
              "cluster.local/ns/other/sa/worker",
              "spiffe://example.com/ns/trips/sa/worker",
              "CLUSTER.LOCAL/ns/trips/sa/worker")) {
        failsWith(
            Status.Code.UNAUTHENTICATED,
            () -> stub(trips, MeshIdentityTrust.DEFAULT_HEADER, principal).recordTrip(REQUEST));
      }
      // Known to the mesh is not allowed here: the requirements still hold.
      failsWith(
          Status.Code.PERMISSION_DENIED,
          () ->
              stub(trips, MeshIdentityTrust.DEFAULT_HEADER, "cluster.local/ns/trips/sa/ingress")
                  .recordTrip(REQUEST));
      assertThat(trips.reached()).isEqualTo(2);
    }
  }

  /**
   * S4-46: the connection and the contract each refuse a stranger alone: mutual TLS where the
   * contract was left open, and the contract where there is no mutual TLS.
   */
  @Test
  void stranger_atEachLayerAlone_isRefused() throws IOException {
    try (CountedTrips connectionAlone = CountedTrips.serve(issuer, mutualTls(), PUBLIC)) {
      failsWith(
          Status.Code.UNAVAILABLE,
          () ->
              stub(RpcChannel.to("localhost:" + connectionAlone.port()).trusting(ca()))
                  .recordTrip(REQUEST));
      assertThat(connectionAlone.reached()).isZero();
    }
    try (CountedTrips contractAlone = plaintext(CountedTrips.today())) {
      failsWith(Status.Code.UNAUTHENTICATED, () -> stub(contractAlone).recordTrip(REQUEST));
      assertThat(contractAlone.reached()).isZero();
    }
    // The control: with neither layer, the same stranger gets in.
    try (CountedTrips neither = plaintext(PUBLIC)) {
      stub(neither).recordTrip(REQUEST);
      assertThat(neither.reached()).isEqualTo(1);
    }
  }

  /**
   * S4-45: mutual TLS is no contract: whoever has a certificate of the same authority passes the
   * connection, and the contract tells the worker from the others. The same contract holds where
   * TLS ends at the sidecar.
   */
  @Test
  void record_overMutualTls_isStillDecidedByTheContract() throws IOException {
    PeerCertificateTrust certificates = PeerCertificateTrust.allowing(WORKER_SPIFFE, worker);

    try (CountedTrips trips =
        CountedTrips.serve(issuer, mutualTls(), CountedTrips.today(), certificates)) {
      stub(presenting(trips, authority.issueWorkload("worker", WORKER_SPIFFE))).recordTrip(REQUEST);
      assertThat(trips.reached()).isEqualTo(1);
      failsWith(
          Status.Code.UNAUTHENTICATED,
          () ->
              stub(presenting(
                      trips,
                      authority.issueWorkload("other", "spiffe://example.org/ns/trips/sa/other")))
                  .recordTrip(REQUEST));
      assertThat(trips.reached()).isEqualTo(1);
    }
  }

  private CountedTrips plaintext(MethodAuth record) throws IOException {
    return CountedTrips.serve(issuer, InsecureServerCredentials.create(), record);
  }

  private ServerCredentials mutualTls() throws IOException {
    IssuedCertificate server = authority.issueLocalServer("trip");
    try (InputStream chain = stream(server.certificatePem());
        InputStream key = stream(server.privateKeyPem());
        InputStream trusted = stream(authority.certificatePem())) {
      return TlsServerCredentials.newBuilder()
          .keyManager(chain, key)
          .trustManager(trusted)
          .clientAuth(ClientAuth.REQUIRE)
          .build();
    }
  }

  private Path ca() throws IOException {
    return authority.writeCertificate(directory.resolve("ca.pem"));
  }

  private RpcChannel presenting(CountedTrips trips, IssuedCertificate shown) throws IOException {
    try (InputStream chain = stream(shown.certificatePem());
        InputStream key = stream(shown.privateKeyPem())) {
      return RpcChannel.to("localhost:" + trips.port()).trusting(ca()).presenting(chain, key);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }

  private TripServiceBlockingStub stub(CountedTrips trips) throws IOException {
    return stub(RpcChannel.to("127.0.0.1:" + trips.port()).insecureLoopback());
  }

  private TripServiceBlockingStub stub(CountedTrips trips, String header, String value)
      throws IOException {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return stub(trips).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private TripServiceBlockingStub stub(RpcChannel channel) throws IOException {
    ManagedChannel open = channel.open();
    channels.add(open);
    return TripServiceGrpc.newBlockingStub(open);
  }

  private static void failsWith(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(code));
  }
}
