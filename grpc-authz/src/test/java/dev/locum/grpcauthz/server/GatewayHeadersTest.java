package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S4-09: an upstream that has authenticated the user injects who it is; it is believed because a
 * trust source vouches for the upstream, and its headers are taken out.
 */
@Timeout(30)
class GatewayHeadersTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String MARKER = "x-forwarded-client-principal";
  private static final String EDGE = "cluster.local/ns/edge/sa/gateway";

  private static final TrustedWorkload GATEWAY =
      TrustedWorkload.of(new WorkloadId("gateway"))
          .withRoles(Set.of("owner"))
          .withActions(ActionSet.ofNames("shop.buy", "shop.view", "shop.restock"))
          .onBehalfOf(new TenantId("alice"));

  private static final String[] ADA = {
    "x-forwarded-user", "user-ada", "x-forwarded-tenant", "alice"
  };

  /** The six by which other frameworks hand an identity on (H6). */
  private static final String[] FORGED = {
    "x-auth-subject", "user-eve",
    "x-auth-type", "service",
    "x-auth-name", "eve",
    "x-auth-roles", "[\"owner\"]",
    "x-auth-scopes", "shop.refund",
    "x-auth-claims", "{\"tenant\":\"bob\"}"
  };

  private final ShopServer shop =
      new ShopServer(
          rules ->
              rules
                  .accept(CallerMode.ON_BEHALF)
                  .trustSource(MeshIdentityTrust.allowing(EDGE, GATEWAY)),
          new ShopServer.Loopback());

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void buy_injectedByTheTrustedUpstream_isTheUsersAndItsHeadersAreGone() {
    ShopResponse response = shop.with(with(ADA, MARKER, EDGE, "x-unrelated", "stays")).buy(REQUEST);

    assertThat(response.getUser()).isEqualTo("user-ada");
    assertThat(response.getTenant()).isEqualTo("alice");
    CallerContext caller = shop.shop.callers.get(0);
    assertThat(caller.provenance()).isEqualTo(Provenance.DELEGATED);
    assertThat(caller.service()).contains(new WorkloadId("gateway"));
    assertThat(shop.handlerHeaders.get(0).keys())
        .contains("x-unrelated")
        .doesNotContain(MARKER, "x-forwarded-user", "x-forwarded-tenant");
  }

  /** Whoever is not vouched for injects nothing, however right the rest of it is. */
  @ParameterizedTest
  @ValueSource(strings = {"", "cluster.local/ns/edge/sa/gateway2", "cluster.local/ns/trips/sa/x"})
  void buy_injectedByAnybodyElse_isRefused(String marker) {
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        shop,
        () -> shop.with(marker.isEmpty() ? ADA : with(ADA, MARKER, marker)).buy(REQUEST));
  }

  /** A second value is nobody's: the upstream adds its own, and the first may be the attacker's. */
  @Test
  void buy_markerOrUserTwice_isRefused() {
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        shop,
        () -> shop.with(with(ADA, MARKER, EDGE, MARKER, EDGE)).buy(REQUEST));
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        shop,
        () -> shop.with(with(ADA, MARKER, EDGE, "x-forwarded-user", "user-eve")).buy(REQUEST));
  }

  @Test
  void buy_tenantThatTheUpstreamIsNotTrustedFor_isRefused() {
    Refused.because(
        DenialReason.FORWARDED_HEADER_REFUSED,
        shop,
        () ->
            shop.with(MARKER, EDGE, "x-forwarded-user", "user-ben", "x-forwarded-tenant", "bob")
                .buy(REQUEST));
  }

  /** H6: what a client forged beside it adds nothing to the identity, and goes nowhere. */
  @Test
  void buy_forgedIdentityHeadersBeside_addNothingAndAreGone() {
    shop.with(with(with(ADA, FORGED), MARKER, EDGE)).buy(REQUEST);

    CallerContext caller = shop.shop.callers.get(0);
    assertThat(caller.onBehalfOf().orElseThrow().user().value()).isEqualTo("user-ada");
    assertThat(caller.onBehalfOf().orElseThrow().tenant()).isEqualTo(new TenantId("alice"));
    assertThat(caller.roles()).isEmpty();
    assertThat(shop.handlerHeaders.get(0).keys()).noneMatch(name -> name.startsWith("x-auth-"));
    Refused.because(
        DenialReason.CALLER_NOT_ALLOWED,
        shop,
        () -> shop.with(with(with(ADA, FORGED), MARKER, EDGE)).restock(REQUEST));
    Refused.because(
        DenialReason.ACTION_NOT_GRANTED,
        shop,
        () -> shop.with(with(with(ADA, FORGED), MARKER, EDGE)).refund(REQUEST));
  }

  /**
   * H6 on public methods too: nobody is asked there, and the forged headers are gone all the same.
   */
  @Test
  void open_forgedIdentityHeaders_areGone() {
    shop.with(with(FORGED, "x-unrelated", "stays")).open(REQUEST);

    assertThat(shop.shop.callers).containsExactly(CallerContext.nobody());
    assertThat(shop.handlerHeaders.get(0).keys())
        .contains("x-unrelated")
        .noneMatch(name -> name.startsWith("x-auth-"));
  }

  /**
   * The planted hole: a source that believes the injected header alone lets everybody be the edge.
   */
  @Test
  void buy_planted_sourceThatBelievesTheHeaderAlone_opensToAnybody() {
    TrustSource hole =
        TrustSource.of(
            "hole",
            Set.of("x-edge"),
            evidence -> evidence.header("x-edge").map(said -> TrustMarker.of(GATEWAY, said)));
    try (ShopServer open =
        new ShopServer(rules -> rules.accept(CallerMode.ON_BEHALF).trustSource(hole))) {
      open.with(with(ADA, "x-edge", "anything")).buy(REQUEST);

      assertThat(open.shop.callers).hasSize(1);
    }
  }

  private static String[] with(String[] headers, String... more) {
    return Stream.concat(Stream.of(headers), Stream.of(more)).toArray(String[]::new);
  }
}
