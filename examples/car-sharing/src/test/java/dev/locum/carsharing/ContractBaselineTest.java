package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.locum.carsharing.api.billing.v1.Tab;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.trip.v1.GetMyTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.report.ContractDiff;
import dev.locum.grpcauthz.contract.report.ContractReport;
import dev.locum.grpcauthz.contract.report.ContractText;
import dev.locum.grpcauthz.contract.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may call what, against what was reviewed: {@code contract.txt} is part of the sources.
 *
 * <p>When this fails, look at the lines and, if they are meant, move the baseline with {@code make
 * contract-baseline}.
 */
class ContractBaselineTest {

  private static final Path BASELINE = Path.of("src/test/resources/contract.txt");

  private static final ContractReport REPORT =
      ContractReport.of(
          Stream.of(
                  Trip.getDescriptor(),
                  GetMyTripRequest.getDescriptor(),
                  Vehicle.getDescriptor(),
                  Tab.getDescriptor())
              .<ServiceDescriptor>flatMap(message -> message.getFile().getServices().stream())
              .toList());

  @BeforeAll
  static void moveBaseline() throws IOException {
    if ("write".equals(System.getProperty("locum.contract.baseline"))) {
      Files.writeString(BASELINE, ContractText.write(REPORT.methods()));
    }
  }

  /** S4-48: the contract goes through a gate: nothing is more exposed than what was reviewed. */
  @Test
  void contract_comparedWithTheBaseline_isNotMoreExposed() throws IOException {
    List<MethodContract> reviewed = ContractText.parse(Files.readString(BASELINE));

    assertThat(ContractDiff.between(reviewed, REPORT.methods()).exposures()).isEmpty();
  }

  @Test
  void baseline_isWhatTheContractsSay() throws IOException {
    assertThat(BASELINE)
        .as("stale: run `make contract-baseline`")
        .hasContent(ContractText.write(REPORT.methods()));
  }

  /** S4-44, S4-51: nothing is open to the world, and what only services call is internal. */
  @Test
  void postures_ofTheExample_areInternalButForTheEdge() {
    assertThat(REPORT.methods())
        .hasSize(16)
        .allSatisfy(contract ->
            assertThat(contract.posture())
                .isEqualTo(
                    contract.method().startsWith("carsharing.trip.v1.TripEdgeService/")
                        ? Posture.GATED
                        : Posture.INTERNAL));
    assertThat(REPORT.findings()).extracting(Finding::kind).isEmpty();
    assertThat(REPORT.methods())
        .filteredOn(contract -> contract.posture() == Posture.INTERNAL)
        .allSatisfy(contract ->
            assertThat(contract.requires())
                .hasValueSatisfying(required -> assertThat(required.isEmpty()).isFalse()));
  }
}
