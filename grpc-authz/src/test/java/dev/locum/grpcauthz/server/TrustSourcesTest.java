package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.Profile;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub;
import dev.locum.grpcauthz.trust.SharedSecretTrust;
import dev.locum.testkit.log.LogCapture;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for every trust source: S4-16 to S4-20, S4-33 to S4-42, S4-49. */
@Timeout(30)
class TrustSourcesTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String SECRET = "a-development-secret-of-40-characters-ok";

  private static final TrustedWorkload WORKER =
      TrustedWorkload.of(new WorkloadId("worker"))
          .withRoles(Set.of("owner"))
          .withActions(ActionSet.ofNames("shop.buy", "shop.view"));

  /** Vouches for whoever says the word. */
  private static TrustSource word(String header, String word, TrustedWorkload workload) {
    return TrustSource.of(
        "word",
        Set.of(header),
        evidence ->
            evidence
                .header(header)
                .filter(word::equals)
                .map(said -> TrustMarker.of(workload, said)));
  }

  private static CallerRules.Builder trusting(TrustSource... sources) {
    CallerRules.Builder rules = CallerAuthenticator.builder().self(ShopServer.SHOP);
    List.of(sources).forEach(rules::trustSource);
    return rules;
  }

  private static ShopServer shop(TrustSource... sources) {
    return new ShopServer(rules -> trusting(sources));
  }

  /** S4-12, S4-16, S4-17, S4-39, S4-41: a predicate of one's own: reached with it, else code 16. */
  @Test
  void ping_customPredicate_decides() {
    try (ShopServer shop = shop(word("x-word", "open sesame", WORKER))) {
      shop.with("x-word", "open sesame").ping(REQUEST);
      assertThat(shop.shop.callers.get(0).service()).contains(new WorkloadId("worker"));

      Refused.because(
          DenialReason.NO_CREDENTIAL, shop, () -> shop.with("x-word", "please").ping(REQUEST));
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.anonymous().ping(REQUEST));
      Refused.because(
          DenialReason.NO_CREDENTIAL, shop, () -> shop.bearer("anything").ping(REQUEST));
    }
  }

  /** S4-37, S4-40: roles any of, scopes all of, by the entry; denial is PermissionDenied. */
  @Test
  void restock_requirements_areComparedWithTheEntry() {
    TrustedWorkload enough =
        WORKER.withActions(ActionSet.ofNames("shop.view", "shop.restock", "shop.more"));
    try (ShopServer shop =
        shop(
            word("x-enough", "yes", enough),
            word("x-lacking", "yes", WORKER),
            word("x-clerk", "yes", enough.withRoles(Set.of("clerk"))))) {
      shop.with("x-enough", "yes").restock(REQUEST);
      Refused.because(
          DenialReason.ACTION_NOT_GRANTED,
          shop,
          () -> shop.with("x-lacking", "yes").restock(REQUEST));
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED,
          shop,
          () -> shop.with("x-clerk", "yes").restock(REQUEST));
    }
  }

  /** A source that fails vouches for nobody, and the caller learns nothing of it. */
  @Test
  void ping_sourceThatThrows_isUnauthenticatedAndTheNextIsAsked() {
    TrustSource broken =
        TrustSource.of(
            "broken",
            Set.of("x-broken"),
            evidence -> {
              throw new IllegalStateException("secret detail");
            });
    try (ShopServer shop = shop(broken, word("x-word", "open", WORKER))) {
      Refused.because(DenialReason.TRUST_SOURCE_FAILED, shop, () -> shop.anonymous().ping(REQUEST));
      assertThat(shop.audit.events().toString()).doesNotContain("secret detail");
      shop.with("x-word", "open").ping(REQUEST);
    }
  }

  /** S4-42: a bearer token next to a marker says nothing, be it garbage or a user's. */
  @Test
  void ping_garbageBearerWithMarker_isIgnored() {
    try (ShopServer shop = shop(word("x-word", "open", WORKER))) {
      for (String bearer :
          List.of("garbage", "Basic x", "", shop.issuer.accessToken().audience("shop").text())) {
        shop.with("x-word", "open", "authorization", bearer).ping(REQUEST);
      }
      shop.with("x-word", "open", "authorization", "a", "authorization", "b").ping(REQUEST);
      assertThat(shop.shop.callers)
          .hasSize(5)
          .allSatisfy(caller -> assertThat(caller.provenance()).isEqualTo(Provenance.SERVICE));
    }
  }

  /**
   * S4-43, H1: a valid user's token never opens an internal method, whatever is configured besides;
   * nor does the marker open a gated one.
   */
  @Test
  void ping_userTokenInEveryWiring_isUnauthenticated() {
    try (ShopServer both =
            new ShopServer(rules ->
                rules.accept(CallerMode.USER).trustSource(word("x-word", "open", WORKER)));
        ShopServer modes =
            new ShopServer(
                rules -> rules.accept(CallerMode.USER, CallerMode.SERVICE).trust(WORKER));
        ShopServer sources = shop(word("x-word", "open", WORKER))) {
      for (ShopServer shop : List.of(both, modes, sources)) {
        String user = shop.issuer.accessToken().audience("shop").roles("manager").text();
        Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.bearer(user).ping(REQUEST));
      }
      String user = both.issuer.accessToken().audience("shop").text();
      both.bearer(user).anybody(REQUEST);
      both.with("x-word", "open").ping(REQUEST);
      Refused.because(
          DenialReason.NO_CREDENTIAL, both, () -> both.with("x-word", "open").anybody(REQUEST));
    }
  }

  /** S4-35: on gated and public methods no source is asked and the user stays the caller. */
  @Test
  void anybody_userTokenAndMarker_isTheUsers() {
    try (ShopServer shop =
        new ShopServer(
            rules -> rules.accept(CallerMode.USER).trustSource(word("x-word", "open", WORKER)))) {
      shop.with(
              "x-word",
              "open",
              "authorization",
              "Bearer " + shop.issuer.accessToken().audience("shop").text())
          .anybody(REQUEST);
      shop.with("x-word", "open").open(REQUEST);

      assertThat(shop.shop.callers)
          .extracting(caller -> caller.provenance())
          .containsExactly(Provenance.USER, Provenance.NONE);
    }
  }

  /** S4-18, H5: the headers of every source are gone on every route, whatever the outcome. */
  @Test
  void everyRoute_trustHeaders_areGoneBeforeTheHandler() {
    try (ShopServer shop =
        new ShopServer(rules ->
            rules.accept(CallerMode.USER).trustSource(word("my-own-marker", "open", WORKER)))) {
      String user = "Bearer " + shop.issuer.accessToken().audience("shop").text();
      shop.with("my-own-marker", "open", "x-unrelated", "stays").ping(REQUEST);
      shop.with("my-own-marker", "forged", "x-unrelated", "stays").open(REQUEST);
      shop.with("my-own-marker", "a", "my-own-marker", "b", "x-unrelated", "stays").open(REQUEST);
      shop.with("my-own-marker", "forged", "authorization", user, "x-unrelated", "stays")
          .anybody(REQUEST);

      assertThat(shop.handlerHeaders)
          .hasSize(4)
          .allSatisfy(headers ->
              assertThat(headers.keys())
                  .contains("x-unrelated")
                  .doesNotContain("my-own-marker", "authorization"));
    }
  }

  /** The negative control: without the source the very same header reaches the handler. */
  @Test
  void open_headerOfNoSource_reachesTheHandler() {
    try (ShopServer shop = new ShopServer(rules -> rules)) {
      shop.with("my-own-marker", "forged").open(REQUEST);

      assertThat(shop.handlerHeaders.get(0).keys()).contains("my-own-marker");
    }
  }

  /** S2-14, S2-22, S2-23: forwarded headers count next to a marker whose entry names the tenant. */
  @Test
  void buy_forwardedIdentityWithMarker_onlyForTheEntrysTenants() {
    TrustedWorkload forAlice = WORKER.onBehalfOf(new TenantId("alice"));
    try (ShopServer shop =
            new ShopServer(rules ->
                rules.accept(CallerMode.ON_BEHALF).trustSource(word("x-word", "open", forAlice)));
        ShopServer noForwarding = shop(word("x-word", "open", forAlice))) {
      ShopResponse response = forwarded(shop, "alice").buy(REQUEST);
      assertThat(response.getUser()).isEqualTo("user-ada");
      assertThat(response.getCaller()).isEqualTo("worker");
      assertThat(shop.shop.callers.get(0).provenance()).isEqualTo(Provenance.DELEGATED);

      Refused.because(
          DenialReason.FORWARDED_HEADER_REFUSED, shop, () -> forwarded(shop, "bob").buy(REQUEST));
      Refused.because(
          DenialReason.FORWARDED_HEADER_REFUSED,
          noForwarding,
          () -> forwarded(noForwarding, "alice").buy(REQUEST));
      Refused.because(
          DenialReason.FORWARDED_HEADER_REFUSED,
          shop,
          () ->
              shop.with("x-forwarded-user", "user-ada", "x-forwarded-tenant", "alice")
                  .buy(REQUEST));
    }
  }

  private static ShopServiceBlockingStub forwarded(ShopServer shop, String tenant) {
    return shop.with(
        "x-word", "open", "x-forwarded-user", "user-ada", "x-forwarded-tenant", tenant);
  }

  /** S3-42: a marker can be the sender that a forwarded delegation token demands. */
  @Test
  void buy_delegationTokenWithMarker_senderIsTheEntry() {
    TrustedWorkload forAlice = WORKER.onBehalfOf(new TenantId("alice"));
    try (ShopServer shop =
        new ShopServer(rules ->
            rules
                .accept(CallerMode.FORWARD)
                .trustDomain(TestIssuer.TRUST_DOMAIN)
                .senderConstrained()
                .trustSource(word("x-word", "open", forAlice)))) {
      String token = shop.issuer.delegationToken().actions("shop.buy").text();
      String bobs = shop.issuer.delegationToken().of("user-ben", "bob").actions("shop.buy").text();

      shop.with("x-word", "open", "txn-token", token).buy(REQUEST);
      Refused.because(
          DenialReason.NO_CREDENTIAL, shop, () -> shop.with("txn-token", token).buy(REQUEST));
      Refused.because(
          DenialReason.CALLER_NOT_ALLOWED,
          shop,
          () -> shop.with("x-word", "open", "txn-token", bobs).buy(REQUEST));
    }
  }

  /** S4-33, S4-34, H11: the shared secret, where it may be used at all. */
  @Test
  void ping_sharedSecretInDevelopment_opensForWhoeverKnowsIt() {
    try (ShopServer shop = new ShopServer(rules -> secret().profile(Profile.DEVELOPMENT))) {
      shop.with("x-internal-secret", SECRET).ping(REQUEST);
      for (String wrong : List.of("", "x", SECRET + " ", SECRET.substring(1), SECRET + SECRET)) {
        Refused.because(
            DenialReason.CREDENTIAL_UNKNOWN,
            shop,
            () -> shop.with("x-internal-secret", wrong).ping(REQUEST));
      }
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.anonymous().ping(REQUEST));
    }
  }

  /**
   * S4-20, S4-34, H11: production refuses it; short ones are refused; it warns and shows nothing.
   */
  @Test
  void build_sharedSecretInProduction_doesNotStart() {
    assertThatThrownBy(() -> secret().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("development");
    assertThatThrownBy(() ->
            SharedSecretTrust.forDevelopmentOnly(
                RawToken.of("31-characters-are-not-enough-ok"), WORKER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32");
    try (LogCapture logs = LogCapture.open()) {
      SharedSecretTrust trust = SharedSecretTrust.forDevelopmentOnly(RawToken.of(SECRET), WORKER);
      assertThat(logs.logs())
          .anySatisfy(log -> {
            assertThat(log.level()).isEqualTo("WARN");
            assertThat(log.text()).contains("INSECURE").doesNotContain(SECRET);
          });
      assertThat(trust.toString()).doesNotContain(SECRET);
    }
  }

  /** S4-20: no trust source is there by default, and a contract that needs one does not start. */
  @Test
  void build_nothingChosen_doesNotStart() {
    assertThatThrownBy(() -> trusting().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trust source");
    assertThatThrownBy(() -> new ShopServer(rules -> rules.accept(CallerMode.USER)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("no trust source");
  }

  @Test
  void build_headerOfTwoSourcesOrNoHeader_doesNotStart() {
    assertThatThrownBy(
            () -> trusting(word("x-word", "a", WORKER), word("x-word", "b", WORKER)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two trust sources");
    for (String name : List.of("X-Word", "x word", "", "x-word-bin")) {
      assertThatThrownBy(() -> trusting(word(name, "a", WORKER)).build())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** S4-49: selectable per service: the same contract behind another source. */
  @Test
  void vouch_empty_isNeverAnIdentity() {
    TrustSource nobody = TrustSource.of("nobody", Set.of(), evidence -> Optional.empty());
    try (ShopServer shop = shop(nobody)) {
      Refused.because(DenialReason.NO_CREDENTIAL, shop, () -> shop.anonymous().ping(REQUEST));
    }
  }

  private static CallerRules.Builder secret() {
    return trusting(SharedSecretTrust.forDevelopmentOnly(RawToken.of(SECRET), WORKER));
  }
}
