package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * S3-42, S3-53, DP-4, MT-1: each kind of token that can be bound, bound to a key and to a
 * certificate, shown by its holder and by whoever stole it, at a service over TLS.
 */
@Timeout(60)
final class BindingMatrixTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String ORIGIN = "https://shop:7461";

  private final CertificateMaker authority = CertificateMaker.forTest();
  private final IssuedCertificate own = authority.issueClient("alice-worker");
  private final DpopKey key = key();

  /** A kind of token that can be bound. */
  enum Kind {
    DOWNSTREAM,
    DELEGATION,
    ACCESS
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void boundToACertificate_countsOnItsConnectionAlone_MT_1(Kind kind) {
    try (ShopServer holder = shop(Optional.of(own));
        ShopServer another = shop(Optional.of(authority.issueClient("alice-worker")));
        ShopServer none = shop(Optional.empty())) {
      call(kind, holder, bound(kind, holder, "x5t#S256", own.thumbprint()), "");
      Refused.because(
          DenialReason.PROOF_KEY_WRONG,
          another,
          () -> call(kind, another, bound(kind, another, "x5t#S256", own.thumbprint()), ""));
      Refused.because(
          DenialReason.PROOF_NEEDED,
          none,
          () -> call(kind, none, bound(kind, none, "x5t#S256", own.thumbprint()), ""));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void boundToAKey_countsWithItsProofAlone_DP_4(Kind kind) {
    try (ShopServer shop = shop(Optional.of(own))) {
      String token = bound(kind, shop, "jkt", key.thumbprint().value());

      call(kind, shop, token, proof(key, kind, token));
      Refused.because(DenialReason.PROOF_NEEDED, shop, () -> call(kind, shop, token, ""));
      Refused.because(
          DenialReason.PROOF_KEY_WRONG,
          shop,
          () -> call(kind, shop, token, proof(key(), kind, token)));
    }
  }

  /** S3-42: where bound tokens are asked for, no kind counts that is bound to nothing. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void boundToNothing_whereBoundOnesAreAskedFor_isRefused(Kind kind) {
    try (ShopServer shop =
        shop(Optional.of(own), TokenHolders.builder(clock()).boundToCertificatesOnly())) {
      String token = draft(kind, shop, Map.of());

      Refused.because(DenialReason.PROOF_NEEDED, shop, () -> call(kind, shop, token, ""));
      call(kind, shop, bound(kind, shop, "x5t#S256", own.thumbprint()), "");
    }
  }

  private void call(Kind kind, ShopServer shop, String token, String proof) {
    if (kind == Kind.DELEGATION) {
      shop.with(headers("txn-token", token, proof)).buy(REQUEST);
      return;
    }
    String scheme = proof.isEmpty() ? "Bearer " : "DPoP ";
    var caller = shop.with(headers("authorization", scheme + token, proof));
    if (kind == Kind.ACCESS) {
      caller.manage(REQUEST);
    } else {
      caller.buy(REQUEST);
    }
  }

  private static String[] headers(String name, String value, String proof) {
    return proof.isEmpty() ? new String[] {name, value} : new String[] {name, value, "dpop", proof};
  }

  private static String proof(DpopKey of, Kind kind, String token) {
    return switch (kind) {
      case DELEGATION -> of.proveTxnToken("POST", target("Buy"), token).reveal();
      case DOWNSTREAM -> of.proveAccessToken("POST", target("Buy"), token).reveal();
      case ACCESS -> of.proveAccessToken("POST", target("Manage"), token).reveal();
    };
  }

  private static TargetUri target(String method) {
    return new TargetUri(ORIGIN, "/" + ShopServiceGrpc.SERVICE_NAME + "/" + method);
  }

  private static String bound(Kind kind, ShopServer at, String member, String thumbprint) {
    return draft(kind, at, Map.of("cnf", Map.of(member, thumbprint)));
  }

  private static String draft(Kind kind, ShopServer at, Map<String, Object> claims) {
    return switch (kind) {
      case DOWNSTREAM ->
          with(at.issuer.downstreamToken().audience("shop").actions("shop.buy"), claims);
      case DELEGATION -> with(at.issuer.delegationToken().actions("shop.buy"), claims);
      case ACCESS -> with(at.issuer.accessToken().audience("shop").roles("manager"), claims);
    };
  }

  private static <D extends dev.locum.testkit.token.TokenDraft<D>> String with(
      D draft, Map<String, Object> claims) {
    D all = draft;
    for (Map.Entry<String, Object> claim : claims.entrySet()) {
      all = all.with(claim.getKey(), claim.getValue());
    }
    return all.text();
  }

  private ShopServer shop(Optional<IssuedCertificate> shown) {
    return shop(shown, TokenHolders.builder(clock()).reachedAt(ORIGIN));
  }

  private ShopServer shop(Optional<IssuedCertificate> shown, TokenHolders.Builder holders) {
    TokenHolders built = holders.build();
    return new ShopServer(
        rules ->
            rules
                .accept(CallerMode.EXCHANGE, CallerMode.FORWARD, CallerMode.USER)
                .trustDomain(TestIssuer.TRUST_DOMAIN)
                .trust(
                    TrustedWorkload.of(new WorkloadId("alice-worker"))
                        .onBehalfOf(new TenantId("alice"))
                        .withRoles(Set.of("manager")))
                .holders(built),
        new TlsWire(authority, shown));
  }

  /** The servers' own stands at the same time. */
  private static TestClock clock() {
    return TestClock.atNoon();
  }

  private static DpopKey key() {
    return DpopKey.generate(
        CryptoProviders.jdk(), clock(), () -> new TokenId(UUID.randomUUID().toString()));
  }
}
