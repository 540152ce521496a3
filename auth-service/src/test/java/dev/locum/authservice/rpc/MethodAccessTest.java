package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The access table and the services that are served cannot differ. */
class MethodAccessTest {

  @Test
  void table_everyServedMethod_hasARow() {
    Set<String> served =
        Served.methods().stream()
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toSet());

    assertThat(MethodAccess.methods()).containsAll(served);
    assertThat(MethodAccess.methods().stream().filter(method -> !served.contains(method)))
        .allMatch(method -> method.startsWith(HealthGrpc.SERVICE_NAME + "/"));
  }

  @Test
  void table_unknownMethod_hasNoRow() {
    assertThat(MethodAccess.of("locum.auth.v1.DelegationService/Added")).isEmpty();
  }

  @Test
  void administration_isForOperatorsAlone() {
    AdminServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> {
          MethodAccess access = MethodAccess.of(method.getFullMethodName()).orElseThrow();
          assertThat(access.kinds()).containsExactly(WorkloadKind.OPERATOR);
          assertThat(access.withoutWorkload()).isFalse();
        });
  }

  @Test
  void delegations_areIssuedForTriggersAndVerifiedForWorkersAlone() {
    // S3-21
    assertThat(row(DelegationServiceGrpc.getIssueDelegationMethod()).kinds())
        .containsExactly(WorkloadKind.TRIGGER);
    assertThat(row(DelegationServiceGrpc.getVerifyDelegationMethod()).kinds())
        .containsExactly(WorkloadKind.WORKER);
    assertThat(row(DelegationServiceGrpc.getExchangeDelegationMethod()).kinds())
        .containsExactly(WorkloadKind.WORKER);
  }

  private static MethodAccess row(MethodDescriptor<?, ?> method) {
    return MethodAccess.of(method.getFullMethodName()).orElseThrow();
  }
}
