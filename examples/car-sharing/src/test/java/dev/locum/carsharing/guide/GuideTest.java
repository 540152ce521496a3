package dev.locum.carsharing.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.GetVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.fleet.FleetRows;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.rpc.FleetService;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.token.TestIssuer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide for authors of services: what it quotes is compiled, and what it shows works. */
@Timeout(60)
class GuideTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Path PAGE = ROOT.resolve("docs/guide/contract-authorization.md");

  private static final Pattern QUOTED =
      Pattern.compile("<!-- quoted: (\\S+) -->\\R```\\w+\\R(.*?)\\R```", Pattern.DOTALL);

  private static final Pattern CODE = Pattern.compile("```(?:java|proto)\\R");

  @Test
  void snippets_ofThePage_areInCompiledFiles() throws IOException {
    String page = Files.readString(PAGE);
    Matcher quoted = QUOTED.matcher(page);
    int found = 0;
    while (quoted.find()) {
      found++;
      assertThat(dense(Files.readString(ROOT.resolve(quoted.group(1)))))
          .as(quoted.group(1))
          .contains(dense(quoted.group(2)));
    }
    assertThat(found)
        .as("every snippet says where it is from")
        .isEqualTo((int) CODE.matcher(page).results().count())
        .isGreaterThan(6);
  }

  @Test
  void server_ofThePage_letsInWhomTheContractNames() throws IOException {
    Clock clock = Clock.systemUTC();
    TestIssuer issuer = TestIssuer.at(clock);
    FleetRows rows = new FleetRows().with("alice", "car-1", VehicleStatus.VEHICLE_STATUS_AVAILABLE);
    String place = InProcessServerBuilder.generateName();
    Server server =
        SecuredServices.withLocum(
            InProcessServerBuilder.forName(place),
            new FleetService(rows, Journal.inMemory(rows)),
            issuer.verifier(),
            SecuredServices.recorder(new RecordingAuditSink(), clock),
            clock);
    ManagedChannel channel = InProcessChannelBuilder.forName(place).build();
    GetVehicleRequest request =
        GetVehicleRequest.newBuilder().setTenant("alice").setVehicle("car-1").build();
    try {
      assertThatThrownBy(() -> FleetServiceGrpc.newBlockingStub(channel).getVehicle(request))
          .satisfies(e ->
              assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + issuer.serviceToken().workload("catalog").audience("fleet").text());
      assertThat(
              FleetServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                  .getVehicle(request)
                  .getVehicle())
          .isEqualTo("car-1");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  /** Without white space: the page wraps its lines as it likes. */
  private static String dense(String text) {
    return text.replaceAll("\\s+", "");
  }
}
