package dev.locum.authservice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry of clients as a store keeps it; {@link ClientsOnPostgresqlTest} runs it too. */
class ClientsTest {

  private static final ClientId SHOP = new ClientId("shop");

  private LoginWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = world(directory);
  }

  LoginWorld world(Path directory) {
    return LoginWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void put_ofEveryMethod_isFoundAsItWasPut() {
    for (ClientMethod method :
        List.of(
            new ClientMethod.None(),
            new ClientMethod.SecretBasic(),
            new ClientMethod.PrivateKeyJwt(
                List.of(
                    SigningKey.generate(SigningAlgorithm.ES256).verificationKey(),
                    SigningKey.generate(SigningAlgorithm.RS256).verificationKey())),
            new ClientMethod.TlsClientAuth(
                new CertificateSubject(CertificateSubject.Kind.SAN_URI, "spiffe://td/shop")))) {
      Client client = client(Optional.of(LoginWorld.ALICE), method);

      put(client);

      assertThat(find()).contains(client);
      assertThat(list(LoginWorld.ALICE)).containsExactly(client);
      assertThat(list(LoginWorld.BOB)).isEmpty();
    }
  }

  @Test
  void put_again_replacesAsAWhole() {
    put(client(Optional.empty(), new ClientMethod.None()));
    Client bare =
        new Client(
            SHOP,
            "Shop",
            Optional.empty(),
            new ClientMethod.None(),
            new ClientRules(List.of(), Set.of(), Set.of(), false));

    put(bare);

    assertThat(find()).contains(bare);
  }

  @Test
  void put_forAnotherTenant_isRefused() {
    put(client(Optional.of(LoginWorld.ALICE), new ClientMethod.None()));

    assertRefused(
        () -> put(client(Optional.of(LoginWorld.BOB), new ClientMethod.None())),
        DenialReason.STATE_CONFLICT);
    assertRefused(
        () -> put(client(Optional.empty(), new ClientMethod.None())), DenialReason.STATE_CONFLICT);
    assertThat(find().orElseThrow().tenant()).contains(LoginWorld.ALICE);
  }

  // A name that is both would make a client's tokens look like a workload's.
  @Test
  void name_isAClientsOrAWorkloads_neverBoth() {
    put(client(Optional.empty(), new ClientMethod.None()));
    assertRefused(() -> register("shop"), DenialReason.ALREADY_OWNED);

    world.store.write(tx -> {
      Clients.remove(tx, SHOP, world.clock.instant());
      return SHOP;
    });
    register("shop");
    assertRefused(
        () -> put(client(Optional.empty(), new ClientMethod.None())), DenialReason.ALREADY_OWNED);
  }

  // A service that looks at the audience alone would take an id token of the client for its own.
  @Test
  void name_isAClientsOrAnAudience_neverBoth() {
    put(client(Optional.empty(), new ClientMethod.None()));
    assertRefused(() -> downstream("shop"), DenialReason.ALREADY_OWNED);
    assertRefused(() -> register("caller", "fleet", "shop"), DenialReason.ALREADY_OWNED);
    remove();

    register("caller", "fleet", "shop");
    assertRefused(
        () -> put(client(Optional.empty(), new ClientMethod.None())), DenialReason.ALREADY_OWNED);
    register("caller", "fleet", "shop2", "myshop");
    put(client(Optional.empty(), new ClientMethod.None()));
    remove();
    downstream("shop");
    assertRefused(
        () -> put(client(Optional.empty(), new ClientMethod.None())), DenialReason.ALREADY_OWNED);
  }

  // An audience may come into the configuration after a client of its name was registered.
  @Test
  void client_withTheNameOfAnAudienceOfTheConfiguration_isNobody() {
    TestClients.of(world, LoginWorld.TRIP.value()).put();

    assertThat(findEnabled("trip")).isPresent();
    assertThat(world.clients.find("trip")).isEmpty();
  }

  @Test
  void secrets_thatCountNoMore_areRemovedInTime() {
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    rotate(Duration.ZERO);
    rotate(Duration.ofHours(1));
    ClientSecret last = rotate(Duration.ofHours(2));
    assertThat(removeExpired()).isZero();

    world.clock.advance(Duration.ofHours(2));

    assertThat(removeExpired()).isEqualTo(2);
    assertThat(counts(SHOP, last)).isTrue();
  }

  @Test
  void findEnabled_whileTheTenantIsDisabled_isEmpty() {
    put(client(Optional.of(LoginWorld.ALICE), new ClientMethod.None()));
    assertThat(findEnabled("shop")).isPresent();

    world.setTenant(LoginWorld.ALICE, true);

    assertThat(findEnabled("shop")).isEmpty();
    assertThat(findEnabled("'; DROP TABLE x; --")).isEmpty();
  }

  @Test
  void secret_countsForItsClientAloneAndIsStoredAsAHash() {
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    ClientSecret secret = rotate(Duration.ZERO);

    assertThat(counts(SHOP, secret)).isTrue();
    assertThat(counts(new ClientId("other"), secret)).isFalse();
    assertThat(counts(SHOP, ClientSecret.claimed("locum_cs_guess"))).isFalse();
    assertThat(secret.toString()).doesNotContain(secret.reveal());
    List<String> hashes =
        world.store.read(tx -> tx.query("SELECT hash FROM client_secret", row -> row.text("hash")));
    assertThat(hashes)
        .hasSize(1)
        .noneMatch(hash -> secret.reveal().contains(hash) || hash.contains(secret.reveal()));
  }

  @Test
  void rotate_endsTheFormerSecretAtOnceOrAfterTheOverlap() {
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    ClientSecret first = rotate(Duration.ZERO);
    ClientSecret second = rotate(Duration.ZERO);
    assertThat(counts(SHOP, first)).isFalse();

    ClientSecret third = rotate(Duration.ofHours(1));
    world.clock.advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(counts(SHOP, second)).isTrue();
    world.clock.advance(Duration.ofSeconds(1));
    assertThat(counts(SHOP, second)).isFalse();
    assertThat(counts(SHOP, third)).isTrue();
  }

  @Test
  void rotate_neverLengthensWhatIsEnding() {
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    ClientSecret first = rotate(Duration.ZERO);
    rotate(Duration.ofMinutes(1));
    rotate(Duration.ofHours(24));

    world.clock.advance(Duration.ofMinutes(1));

    assertThat(counts(SHOP, first)).isFalse();
  }

  @Test
  void rotate_withoutASecretToRotate_isRefused() {
    put(client(Optional.empty(), new ClientMethod.None()));

    assertRefused(() -> rotate(Duration.ZERO), DenialReason.STATE_CONFLICT);
    assertThatThrownBy(() -> rotate(Duration.ofHours(25)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secrets_goWithTheirMethodAndWithTheirClient() {
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    ClientSecret first = rotate(Duration.ZERO);
    put(client(Optional.empty(), new ClientMethod.None()));
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    assertThat(counts(SHOP, first)).isFalse();

    ClientSecret second = rotate(Duration.ZERO);
    world.store.write(tx -> {
      Clients.remove(tx, SHOP, world.clock.instant());
      return SHOP;
    });
    assertThat(find()).isEmpty();
    put(client(Optional.empty(), new ClientMethod.SecretBasic()));
    assertThat(counts(SHOP, second)).isFalse();
  }

  private static Client client(Optional<TenantId> tenant, ClientMethod method) {
    return new Client(
        SHOP,
        "The shop",
        tenant,
        method,
        new ClientRules(
            List.of(new RedirectUri("https://shop.example/cb"), new RedirectUri("a.b:/cb")),
            Set.of(UserGrant.AUTHORIZATION_CODE, UserGrant.REFRESH_TOKEN),
            Set.of(Scope.OPENID, Scope.WORK),
            true));
  }

  private void put(Client client) {
    world.store.write(tx -> {
      Clients.put(tx, client, world.clock.instant());
      return client;
    });
  }

  private int removeExpired() {
    return world.store.write(tx -> world.clients.removeExpired(tx));
  }

  private void remove() {
    world.store.write(tx -> Clients.remove(tx, SHOP, world.clock.instant()));
  }

  private void downstream(String name) {
    world.store.write(tx -> {
      Rules.putDownstream(
          tx,
          new Downstream(
              new Audience(name), ActionSet.ofNames("shop.buy"), false, Duration.ofSeconds(60)));
      return name;
    });
  }

  private void register(String workload, String... audiences) {
    world.store.write(tx -> {
      Workloads.put(
          tx,
          new Workload(
              new WorkloadId(workload),
              WorkloadKind.TRIGGER,
              Optional.empty(),
              List.of(),
              false,
              WorkloadCredentials.none(),
              Arrays.stream(audiences).map(Audience::new).toList(),
              Optional.empty()),
          world.clock.instant());
      return workload;
    });
  }

  private List<Client> list(TenantId tenant) {
    return world.store.read(tx -> Clients.list(tx, Optional.of(tenant)));
  }

  private Optional<Client> findEnabled(String id) {
    return world.store.read(tx -> Clients.findEnabled(tx, id));
  }

  private Optional<Client> find() {
    return world.store.read(tx -> Clients.find(tx, SHOP));
  }

  private ClientSecret rotate(Duration overlap) {
    return world.store.write(
        tx -> new ClientSecrets(world.random).rotate(tx, SHOP, overlap, world.clock.instant()));
  }

  private boolean counts(ClientId id, ClientSecret secret) {
    return world.store.read(tx -> ClientSecrets.isOf(tx, id, secret, world.clock.instant()));
  }

  private static void assertRefused(Runnable change, DenialReason reason) {
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(
            DenialException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
