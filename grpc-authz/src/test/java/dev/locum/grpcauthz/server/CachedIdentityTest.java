package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * H13: what a service remembers of a token is worth no more than the token. Audience and expiry are
 * in {@link UserTokensTest} and {@link SignedTokenReuseTest}.
 */
@Timeout(60)
class CachedIdentityTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String SIGNED = SignedTokenTrust.DEFAULT_HEADER;
  private static final String MESH = MeshIdentityTrust.DEFAULT_HEADER;
  private static final String PRINCIPAL = "cluster.local/ns/trips/sa/worker";

  private final SigningPair pair = new SigningPair();
  private final VerificationCache cache = VerificationCache.create(pair.clock);

  @AfterEach
  void stop() {
    pair.close();
  }

  /** A withdrawn key takes what it signed along as soon as its withdrawal is known. */
  @Test
  void cachedToken_whoseKeyIsWithdrawn_isRefusedOnceThatIsKnown() {
    try (ShopServer shop = pair.shop(trust -> trust.verificationCache(cache))) {
      String stolen = pair.worker.token();
      shop.with(SIGNED, stolen).ping(REQUEST);
      pair.worker.rotate();
      pair.advance(shop, Duration.ofSeconds(5));
      // Some token of the new key makes the service fetch the keys.
      shop.with(SIGNED, pair.worker.token()).ping(REQUEST);

      Refused.because(
          DenialReason.TOKEN_KEY_UNKNOWN, shop, () -> shop.with(SIGNED, stolen).ping(REQUEST));
    }
  }

  /**
   * With nobody else calling, it ends when the keys are to be fetched again: not a minute later.
   */
  @Test
  void cachedToken_whoseKeyIsWithdrawn_countsNoLongerThanWithoutACache() {
    try (ShopServer shop = pair.shop(trust -> trust.verificationCache(cache))) {
      shop.with(SIGNED, pair.worker.token()).ping(REQUEST);
      pair.advance(shop, Duration.ofMinutes(5).minusSeconds(1));
      String stolen = pair.worker.token();
      shop.with(SIGNED, stolen).ping(REQUEST);
      pair.worker.rotate();
      pair.advance(shop, Duration.ofSeconds(1));

      Refused.because(
          DenialReason.TOKEN_KEY_UNKNOWN, shop, () -> shop.with(SIGNED, stolen).ping(REQUEST));
    }
  }

  /** Keys that cannot be had decide nothing, and a remembered answer does not decide for them. */
  @Test
  void cachedToken_whoseIssuerIsAwayTooLong_isUndecided() {
    try (ShopServer shop = pair.shop(trust -> trust.verificationCache(cache))) {
      shop.with(SIGNED, pair.worker.token()).ping(REQUEST);
      pair.advance(shop, Duration.ofMinutes(5).minusSeconds(1));
      String token = pair.worker.token();
      shop.with(SIGNED, token).ping(REQUEST);
      pair.worker.goAway();
      pair.advance(shop, Duration.ofSeconds(1));

      Refused.because(
          DenialReason.TRUST_UNDECIDED, shop, () -> shop.with(SIGNED, token).ping(REQUEST));
    }
  }

  /** What a connection proves is proven by that connection alone. */
  @Test
  void identityOfOneConnection_overAnotherConnection_isRefused() {
    TrustSource mesh = mesh();
    try (ShopServer behindSidecar = meshed(mesh, new ShopServer.Loopback());
        ShopServer reachedDirectly = meshed(mesh)) {
      behindSidecar.with(MESH, PRINCIPAL).ping(REQUEST);

      Refused.because(
          DenialReason.HOP_NOT_PROVEN,
          reachedDirectly,
          () -> reachedDirectly.with(MESH, PRINCIPAL).ping(REQUEST));
    }
  }

  /** The negative control: a source that remembers by header alone is the hole. */
  @Test
  void identityOfOneConnection_plantedMemoryOfHeaders_opensToAnotherConnection() {
    TrustSource mesh = mesh();
    Map<String, TrustMarker> remembered = new ConcurrentHashMap<>();
    TrustSource planted =
        TrustSource.of(
            "planted",
            Set.of(MESH),
            evidence -> {
              String said = evidence.header(MESH).orElseThrow();
              TrustMarker known = remembered.get(said);
              if (known != null) {
                return Optional.of(known);
              }
              Optional<TrustMarker> proven = mesh.vouch(evidence);
              proven.ifPresent(marker -> remembered.put(said, marker));
              return proven;
            });
    try (ShopServer behindSidecar = meshed(planted, new ShopServer.Loopback());
        ShopServer reachedDirectly = meshed(planted)) {
      behindSidecar.with(MESH, PRINCIPAL).ping(REQUEST);

      reachedDirectly.with(MESH, PRINCIPAL).ping(REQUEST);

      assertThat(reachedDirectly.shop.callers).hasSize(1);
    }
  }

  /** An id that is revoked here is refused in every mode: for a user of Locum's authority too. */
  @Test
  void anybody_accessTokenOfTheAuthority_endsWithItsRevocation() {
    TrustSource nobody = TrustSource.of("nobody", Set.of(), evidence -> Optional.empty());
    try (ShopServer shop =
        new ShopServer(
            rules -> rules.accept(CallerMode.USER).trustSource(nobody).verificationCache(cache))) {
      String ada = shop.issuer.accessToken().audience("shop").text();
      shop.bearer(ada).anybody(REQUEST);
      shop.bearer(ada).anybody(REQUEST);

      cache.revoke(shop.shop.callers.get(0).tokenId(), Instant.MAX);

      Refused.because(DenialReason.TOKEN_REVOKED, shop, () -> shop.bearer(ada).anybody(REQUEST));
    }
  }

  private TrustSource mesh() {
    return MeshIdentityTrust.allowing(PRINCIPAL, SigningPair.entry("worker"));
  }

  private ShopServer meshed(TrustSource source, ShopServer.Wire wire) {
    return new ShopServer(rules -> only(source), wire);
  }

  private ShopServer meshed(TrustSource source) {
    return new ShopServer(rules -> only(source));
  }

  private CallerRules.Builder only(TrustSource source) {
    return CallerAuthenticator.builder()
        .self(ShopServer.SHOP)
        .trustSource(source)
        .verificationCache(cache);
  }
}
