package dev.locum.authservice.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.TenantId;
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

  /** Two roles are given to one worker at a time, by saying so. */
  @Test
  void onlyAWorker_startsWorkBesideItsKind_andNoneUnlessItIsSaid() {
    for (WorkloadKind kind : WorkloadKind.values()) {
      boolean hasRoles = kind == WorkloadKind.OPERATOR;
      if (kind != WorkloadKind.WORKER && kind != WorkloadKind.DOWNSTREAM && !hasRoles) {
        Workload other = workload(kind, kind == WorkloadKind.STARTER);
        assertThat(other.startsWork()).as(kind.name()).isFalse();
        assertThatThrownBy(() -> other.withStartsWork(true))
            .as(kind.name())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("starts work");
      }
    }
    Workload worker = workload(WorkloadKind.WORKER, true);
    assertThat(worker.isStarter()).isFalse();
    assertThat(worker.withStartsWork(true).isStarter()).isTrue();
    assertThat(worker.withStartsWork(true).withDisabled(true).startsWork()).isTrue();
  }

  private static Workload workload(WorkloadKind kind) {
    return workload(kind, false);
  }

  private static Workload workload(WorkloadKind kind, boolean isTenants) {
    return new Workload(
        new WorkloadId("somebody"),
        kind,
        isTenants ? Optional.of(new TenantId("alice")) : Optional.empty(),
        List.of(),
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }
}
