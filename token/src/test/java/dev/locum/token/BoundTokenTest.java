package dev.locum.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.jose.DpopSignatures;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.Possession;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.RememberedProofs;
import dev.locum.token.proof.TargetUri;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** DP-3, DP-4, MT-1: a bound token counts for its holder and for nobody else. */
final class BoundTokenTest {

  private static final String ORIGIN = "https://fleet:7461";
  private static final String PATH = "/car.Fleet/ReserveVehicle";

  private final TestAuthority authority = TestAuthority.create();
  private final DpopKey key = key();
  private final DpopVerifier proofs =
      new DpopVerifier(
          new DpopSignatures(CryptoProviders.jdk()),
          new RememberedProofs(authority.clock()),
          ProofTiming.of(authority.clock()));

  @ParameterizedTest
  @EnumSource(
      value = TokenKind.class,
      names = {"ACCESS", "DELEGATION", "DOWNSTREAM"})
  void verify_boundTokenAsBearer_isRefused(TokenKind kind) {
    RawToken token = bound(kind, Map.of("jkt", key.thumbprint().value()));

    assertThat(Outcomes.reason(authority.verify(kind, token))).isEqualTo(DenialReason.PROOF_NEEDED);
  }

  /** A record of the delegation never helps whoever lacks the key: nothing is derived from it. */
  @Test
  void verify_boundDelegationTokenToRenewBy_isRefused() {
    RawToken token = bound(TokenKind.DELEGATION, Map.of("jkt", key.thumbprint().value()));

    assertThat(
            Outcomes.reason(
                authority
                    .verifier()
                    .verifyDelegationTokenIgnoringExpiry(token, TestAuthority.TRUST_DOMAIN)))
        .isEqualTo(DenialReason.PROOF_NEEDED);
  }

  @Test
  void confirm_proofOfTheKeyForThisToken_yieldsTheToken() {
    RawToken token = issued();
    Unconfirmed<VerifiedDownstreamToken> unconfirmed = unconfirmed(token);

    assertThat(unconfirmed.confirmation()).contains(new Confirmation.Key(key.thumbprint()));
    assertThat(
            Outcomes.isVerified(
                unconfirmed.confirm(
                    Possession.of(
                        proofs.verify(
                            key.proveAccessToken("POST", target(), token.reveal()),
                            request().withAccessToken(token.reveal(), key.thumbprint()))))))
        .isTrue();
  }

  @Test
  void confirm_nothingProven_isRefused() {
    assertThat(Outcomes.reason(unconfirmed(issued()).confirm(Possession.none())))
        .isEqualTo(DenialReason.PROOF_NEEDED);
  }

  /** A key that is proven for another token proves nothing about this one. */
  @Test
  void confirm_proofForAnotherToken_isRefused() {
    RawToken token = issued();
    RawToken other = issued();
    DpopProof proof = key.proveAccessToken("POST", target(), other.reveal());
    Possession shown =
        Possession.of(
            proofs.verify(proof, request().withAccessToken(other.reveal(), key.thumbprint())));

    assertThat(Outcomes.reason(unconfirmed(token).confirm(shown)))
        .isEqualTo(DenialReason.PROOF_FOR_OTHER_TOKEN);
  }

  @Test
  void confirm_proofOfAnotherKey_isRefused() {
    RawToken token = issued();
    DpopKey other = key();
    Possession shown =
        Possession.of(
            proofs.verify(
                other.proveAccessToken("POST", target(), token.reveal()),
                request().withAccessToken(token.reveal(), other.thumbprint())));

    assertThat(Outcomes.reason(unconfirmed(token).confirm(shown)))
        .isEqualTo(DenialReason.PROOF_KEY_WRONG);
  }

  /** MT-1: the certificate of the connection counts, and only where the token is bound to one. */
  @Test
  void confirm_certificate_countsForTheTokenThatIsBoundToIt() {
    CertificateThumbprint bound = new CertificateThumbprint("A".repeat(43));
    Unconfirmed<VerifiedDownstreamToken> unconfirmed =
        unconfirmed(
            authority
                .issuer()
                .issueDownstreamToken(
                    TestAuthority.downstreamClaims(),
                    Duration.ofSeconds(60),
                    authority.clock().instant().plusSeconds(600),
                    Optional.of(new Confirmation.Certificate(bound)))
                .token());

    assertThat(Outcomes.isVerified(unconfirmed.confirm(new Possession.Certificate(bound))))
        .isTrue();
    Possession another =
        new Possession.Certificate(new CertificateThumbprint("B".repeat(42) + "A"));
    assertThat(Outcomes.reason(unconfirmed.confirm(another)))
        .isEqualTo(DenialReason.PROOF_KEY_WRONG);
    assertThat(Outcomes.reason(unconfirmed.confirm(Possession.none())))
        .isEqualTo(DenialReason.PROOF_NEEDED);
    assertThat(Outcomes.reason(unconfirmed(issued()).confirm(new Possession.Certificate(bound))))
        .isEqualTo(DenialReason.PROOF_NEEDED);
  }

  /** An unknown way of confirming is one that nobody here could ask for (RFC 7800 §3.1). */
  @ParameterizedTest
  @EnumSource(
      value = TokenKind.class,
      names = {"ACCESS", "DELEGATION", "DOWNSTREAM"})
  void verify_confirmationOfAnotherForm_isRefused(TokenKind kind) {
    String thumbprint = key.thumbprint().value();
    for (Object confirmation :
        List.of(
            Map.of(),
            Map.of("jkt", thumbprint, "x5t#S256", thumbprint),
            Map.of("jkt", thumbprint, "kid", "k"),
            Map.of("kid", "k"),
            Map.of("jkt", "short"),
            Map.of("jkt", List.of(thumbprint)),
            Map.of("x5t#S256", "short"),
            thumbprint,
            List.of())) {
      assertThat(Outcomes.reason(authority.verify(kind, bound(kind, confirmation))))
          .as("%s", confirmation)
          .isIn(DenialReason.TOKEN_CLAIM_REFUSED, DenialReason.TOKEN_CLAIM_MISSING);
    }
  }

  /** Kinds that cannot be bound do not know the claim. */
  @ParameterizedTest
  @EnumSource(
      value = TokenKind.class,
      mode = Mode.INCLUDE,
      names = {"SERVICE"})
  void verify_boundTokenOfAKindThatIsNeverBound_isRefused(TokenKind kind) {
    assertThat(
            Outcomes.reason(
                authority.verify(kind, bound(kind, Map.of("jkt", key.thumbprint().value())))))
        .isEqualTo(DenialReason.TOKEN_CLAIM_REFUSED);
  }

  /** BP-5: a proof is no token. */
  @Test
  void verify_proofAsToken_isRefused() {
    RawToken proof = RawToken.of(key.prove("POST", target()).reveal());

    for (TokenKind kind : List.of(TokenKind.ACCESS, TokenKind.DELEGATION, TokenKind.DOWNSTREAM)) {
      assertThat(Outcomes.isVerified(authority.verify(kind, proof))).isFalse();
    }
  }

  private RawToken bound(TokenKind kind, Object confirmation) {
    Map<String, Object> claims = authority.claims(kind);
    claims.put("cnf", confirmation);
    return authority.sign(kind, claims);
  }

  private RawToken issued() {
    return authority
        .issuer()
        .issueDownstreamToken(
            TestAuthority.downstreamClaims(),
            Duration.ofSeconds(60),
            authority.clock().instant().plusSeconds(600),
            Optional.of(new Confirmation.Key(new KeyThumbprint(key.thumbprint().value()))))
        .token();
  }

  private Unconfirmed<VerifiedDownstreamToken> unconfirmed(RawToken token) {
    return authority
        .verifier()
        .unconfirmedDownstreamToken(token, TestAuthority.FLEET)
        .orElseThrow();
  }

  private static ProvenRequest request() {
    return ProvenRequest.of("POST", Set.of(ORIGIN), PATH);
  }

  private static TargetUri target() {
    return new TargetUri(ORIGIN, PATH);
  }

  private DpopKey key() {
    return DpopKey.generate(
        CryptoProviders.jdk(), authority.clock(), () -> new TokenId(UUID.randomUUID().toString()));
  }
}
