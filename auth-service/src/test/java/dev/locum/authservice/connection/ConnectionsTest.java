package dev.locum.authservice.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.connection.Connections.Shown;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Operators;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.ApiKey;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.authservice.workload.PresentedCredential;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadAuthentication;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.Audience;
import dev.locum.token.ServiceClaims;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which workload stands behind a connection at the gateway (S1-07). */
class ConnectionsTest {

  private static final String THUMBPRINT = "t".repeat(43);
  private static final String SPIFFE_ID = "spiffe://example.org/ns/alice/sa/worker";

  private LoginWorld world;
  private Connections connections;
  private final Workload gateway = workload("gateway", WorkloadKind.GATEWAY, Optional.empty());

  @BeforeEach
  void open(@TempDir Path directory) {
    world = LoginWorld.open(directory);
    connections =
        new Connections(
            new WorkloadAuthentication(
                LoginWorld.ISSUER, world.store, CryptoProviders.choose(), world.clock),
            world.verifier,
            world.store,
            world.trail);
    put(gateway);
    put(alices(false));
    world.forgetEvents();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void everyKindOfCredential_provesItsWorkload() {
    ApiKey key =
        world.store.write(tx ->
            new ApiKeys(world.random)
                .issue(tx, new WorkloadId("alice-worker"), world.clock.instant()));

    assertAlice(new Shown.Credential(new PresentedCredential.Key(key)));
    assertAlice(new Shown.Credential(new PresentedCredential.Certificate(THUMBPRINT)));
    assertAlice(new Shown.Credential(new PresentedCredential.SpiffeId(SPIFFE_ID)));
    assertAlice(serviceToken(ServiceTokenDesk.GATEWAY));
  }

  @Test
  void description_isOfEnabledWorkloadsThatMayConnect_alone() {
    assertThat(connections.describe(new WorkloadId("alice-worker")).workload().id().value())
        .isEqualTo("alice-worker");

    put(alices(true));
    for (String id : List.of("alice-worker", "gateway", "nobody")) {
      assertThatThrownBy(() -> connections.describe(new WorkloadId(id)))
          .isInstanceOfSatisfying(
              DenialException.class,
              e -> assertThat(e.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND));
    }
  }

  @Test
  void serviceTokenForSomebodyElse_isRejected() {
    assertRejected(
        serviceToken(new Audience(LoginWorld.ISSUER.value())), DenialReason.CREDENTIAL_UNKNOWN);
    assertRejected(serviceToken(new Audience("fleet")), DenialReason.CREDENTIAL_UNKNOWN);
  }

  @Test
  void expiredServiceToken_isRejected() {
    Shown token = serviceToken(ServiceTokenDesk.GATEWAY);
    world.clock.advance(Duration.ofMinutes(5));

    assertRejected(token, DenialReason.CREDENTIAL_UNKNOWN);
  }

  @Test
  void disabledWorkload_isRejectedAtOnce() {
    Shown token = serviceToken(ServiceTokenDesk.GATEWAY);
    put(alices(true));

    assertRejected(token, DenialReason.WORKLOAD_DISABLED);
    assertRejected(
        new Shown.Credential(new PresentedCredential.SpiffeId(SPIFFE_ID)),
        DenialReason.WORKLOAD_DISABLED);
  }

  @Test
  void workloadWithoutBusinessAtTemporal_isRejected() {
    assertRejected(
        new Shown.ServiceToken(
            world
                .issuer
                .issueServiceToken(
                    new ServiceClaims(gateway.id(), ServiceTokenDesk.GATEWAY),
                    ServiceTokenDesk.LIFE)
                .token()),
        DenialReason.CREDENTIAL_UNKNOWN);
  }

  @Test
  void operatorWhoDoesNotAdministerThePlatform_isRejectedAtTheGateway() {
    operator("administers", Optional.empty(), AdministratorRole.OPERATOR);
    operator("sees", Optional.empty(), AdministratorRole.VIEWER);
    operator("takes-away", Optional.empty(), AdministratorRole.SECURITY);
    operator("alices", Optional.of(LoginWorld.ALICE), AdministratorRole.ADMINISTRATOR);

    for (String other : List.of("sees", "takes-away", "alices")) {
      assertRejected(
          serviceToken(new WorkloadId(other), ServiceTokenDesk.GATEWAY),
          DenialReason.CREDENTIAL_UNKNOWN);
    }
    assertThat(
            connections
                .authenticate(
                    gateway,
                    serviceToken(new WorkloadId("administers"), ServiceTokenDesk.GATEWAY),
                    "corr")
                .workload()
                .kind())
        .isEqualTo(WorkloadKind.OPERATOR);
  }

  private void operator(String id, Optional<TenantId> tenant, AdministratorRole role) {
    put(Operators.workload(id, tenant, Set.of(role)));
  }

  @Test
  void spiffeId_belongsToOneWorkload() {
    Workload thief =
        new Workload(
            new WorkloadId("thief"),
            WorkloadKind.WORKER,
            Optional.of(LoginWorld.BOB),
            List.of(),
            false,
            new WorkloadCredentials(List.of(), List.of(), List.of(SPIFFE_ID)),
            List.of(),
            Optional.empty());

    assertThatThrownBy(() -> put(thief))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.ALREADY_OWNED));
  }

  private void assertAlice(Shown shown) {
    assertThat(connections.authenticate(gateway, shown, "corr").workload().id().value())
        .isEqualTo("alice-worker");
  }

  private void assertRejected(Shown shown, DenialReason reason) {
    world.forgetEvents();
    assertThatThrownBy(() -> connections.authenticate(gateway, shown, "corr"))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.reason().publicReason()).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
            });
    assertThat(world.events())
        .singleElement()
        .satisfies(
            event -> assertThat(event.type()).isEqualTo(AuditEventType.CONNECTION_AUTHENTICATED));
  }

  private Shown serviceToken(Audience audience) {
    return serviceToken(new WorkloadId("alice-worker"), audience);
  }

  private Shown serviceToken(WorkloadId workload, Audience audience) {
    return new Shown.ServiceToken(
        world
            .issuer
            .issueServiceToken(new ServiceClaims(workload, audience), ServiceTokenDesk.LIFE)
            .token());
  }

  private void put(Workload workload) {
    world.store.write(tx -> {
      Workloads.put(tx, workload, world.clock.instant());
      return true;
    });
  }

  private static Workload alices(boolean disabled) {
    return new Workload(
        new WorkloadId("alice-worker"),
        WorkloadKind.WORKER,
        Optional.of(LoginWorld.ALICE),
        List.of(),
        disabled,
        new WorkloadCredentials(List.of(), List.of(THUMBPRINT), List.of(SPIFFE_ID)),
        List.of(),
        Optional.empty());
  }

  private static Workload workload(String id, WorkloadKind kind, Optional<TenantId> tenant) {
    return new Workload(
        new WorkloadId(id),
        kind,
        tenant,
        List.of(),
        false,
        WorkloadCredentials.none(),
        List.of(),
        Optional.empty());
  }
}
