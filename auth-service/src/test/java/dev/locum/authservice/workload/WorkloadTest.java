package dev.locum.authservice.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.WorkloadId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a workload is when nothing is said. */
class WorkloadTest {

  /** Absence denies: whoever forgets the roles of an operator makes none. */
  @Test
  void workloadOfWhichNoRolesAreSaid_hasNone() {
    assertThat(workload(WorkloadKind.GATEWAY).administratorRoles()).isEmpty();
    assertThatThrownBy(() -> workload(WorkloadKind.OPERATOR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("administrator roles");
  }

  private static Workload workload(WorkloadKind kind) {
    return new Workload(
        new WorkloadId("somebody"),
        kind,
        Optional.empty(),
        List.of(),
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }
}
