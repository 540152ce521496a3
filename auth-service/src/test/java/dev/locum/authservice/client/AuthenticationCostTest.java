package dev.locum.authservice.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.CountingStore;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.workload.ApiKey;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.authservice.workload.PresentedCredential;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadAuthentication;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.ClientAssertionIssuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs the store to find out who calls: one look, and one write where a use counts. */
class AuthenticationCostTest {

  private static final CryptoProviders PROVIDERS = CryptoProviders.choose();

  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private LoginWorld world;
  private CountingStore store;
  private ClientDesk clients;
  private WorkloadAuthentication workloads;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = LoginWorld.open(directory);
    store = new CountingStore(world.store);
    clients =
        new ClientDesk(
            LoginWorld.ISSUER, Set.of(), new Records(store, world.trail, world.clock), PROVIDERS);
    workloads = new WorkloadAuthentication(LoginWorld.ISSUER, store, PROVIDERS, world.clock);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void secretOfAClient_isOneLook() {
    TestClients.of(world, "shop").method(new ClientMethod.SecretBasic()).put();
    String secret = TestClients.secret(world, "shop");

    assertThat(clients.proveBySecret("shop", ClientSecret.claimed(secret), "c").orElseThrow())
        .isInstanceOf(Verification.Verified.class);

    assertThat(store.uses()).isEqualTo("1 reads, 0 writes");
  }

  @Test
  void assertionOfAClient_isOneLookAndItsUse() {
    TestClients.of(world, "shop")
        .method(new ClientMethod.PrivateKeyJwt(List.of(key.verificationKey())))
        .put();

    assertThat(
            clients.proveByAssertion(new WorkloadId("shop"), assertion("shop"), "c").orElseThrow())
        .isInstanceOf(Verification.Verified.class);

    assertThat(store.uses()).isEqualTo("1 reads, 1 writes");
  }

  @Test
  void keyOfAWorkload_isOneLook() {
    ApiKey apiKey = worker();

    workloads.authenticate(new PresentedCredential.NamedKey("worker", apiKey));
    assertThat(store.uses()).isEqualTo("1 reads, 0 writes");
    workloads.authenticate(new PresentedCredential.Key(apiKey));
    assertThat(store.uses()).isEqualTo("1 reads, 0 writes");
  }

  @Test
  void assertionOfAWorkload_isOneLookAndItsUse() {
    worker();

    workloads.authenticate(new PresentedCredential.Assertion(assertion("worker")));

    assertThat(store.uses()).isEqualTo("1 reads, 1 writes");
  }

  private ApiKey worker() {
    return world.store.write(tx -> {
      WorkloadId id = new WorkloadId("worker");
      Workloads.put(
          tx,
          new Workload(
              id,
              WorkloadKind.TRIGGER,
              Optional.empty(),
              List.of(),
              false,
              new WorkloadCredentials(List.of(key.verificationKey()), List.of(), List.of()),
              List.of(),
              Optional.empty()),
          world.clock.instant());
      return new ApiKeys(world.random).issue(tx, id, world.clock.instant());
    });
  }

  private RawToken assertion(String of) {
    return new ClientAssertionIssuer(
            new WorkloadId(of),
            LoginWorld.ISSUER,
            new JoseTokenSigner(key, PROVIDERS),
            world.clock,
            () -> new TokenId(UUID.randomUUID().toString()))
        .issue()
        .token();
  }
}
