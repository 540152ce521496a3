package dev.locum.authservice.bootstrap;

import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.key.KeyEncryptionKey;
import dev.locum.authservice.key.KeyRotation;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.possession.SenderProofs;
import dev.locum.authservice.possession.StoredNonces;
import dev.locum.authservice.possession.StoredProofUses;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.workload.WorkloadAuthentication;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsException;
import dev.locum.token.Issuer;
import dev.locum.token.SignatureVerifier;
import dev.locum.token.TokenId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.TokenSigner;
import dev.locum.token.TokenVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopSignatures;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.proof.ProofTiming;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * The signing keys, sealed under the key-encryption key, and what signs and verifies with them;
 * made once.
 *
 * @param issuer the {@code iss} of what they sign
 * @param keys the keys
 * @param signer signs with the present one
 * @param tokens issues tokens
 * @param signatures verifies what they signed
 * @param verifier verifies them
 * @param providers what computes
 */
record KeySide(
    Issuer issuer,
    SigningKeys keys,
    TokenSigner signer,
    TokenIssuer tokens,
    SignatureVerifier signatures,
    TokenVerifier verifier,
    CryptoProviders providers) {

  /** Tokens of which it is remembered that they are genuine: some 2 KB each. */
  private static final int REMEMBERED = 4096;

  static KeySide of(AuthServiceSettings settings, Store store, Clock clock) {
    Issuer issuer = new Issuer(settings.issuer().toString());
    CryptoProviders providers = CryptoProviders.choose();
    SigningKeys keys = load(settings.keys(), store, clock);
    TokenSigner signer = new JoseTokenSigner(keys::current, providers);
    SignatureVerifier signatures = new JoseSignatureVerifier(keys, providers);
    return new KeySide(
        issuer,
        keys,
        signer,
        new TokenIssuer(issuer, signer, clock, () -> new TokenId(UUID.randomUUID().toString())),
        signatures,
        TokenVerifier.builder()
            .issuer(issuer)
            .signatures(JoseSignatureVerifier.remembering(keys, providers, REMEMBERED))
            .clock(clock)
            .build(),
        providers);
  }

  private static SigningKeys load(AuthServiceSettings.Keys keys, Store store, Clock clock) {
    KeySeal seal = KeyEncryptionKey.seal(keys);
    try {
      return SigningKeys.load(store, seal, algorithm(keys.algorithm()), clock);
    } catch (IllegalArgumentException e) {
      throw SettingsException.unusable(
          "authService.keys",
          "the signing keys in the store were sealed under another key-encryption key (expected:"
              + " that one, in its place or in otherEncryptionKeys)");
    }
  }

  KeyRotation rotation(AuthServiceSettings.Keys settings, Store store, AuditTrail trail) {
    return new KeyRotation(
        store,
        trail,
        keys,
        new KeyRotation.Schedule(algorithm(settings.algorithm()), settings.rotateEvery()));
  }

  /** What proves workloads. */
  WorkloadAuthentication workloads(AuthServiceSettings settings, Store store, Clock clock)
      throws IOException {
    return new WorkloadAuthentication(
        issuer, store, providers, clock, ServerTls.workloadAuthorities(settings.listen()));
  }

  /** What verifies proofs of keys that are not ours. */
  SenderProofs proofs(AuthServiceSettings settings, Store store, Clock clock, SecureRandom random) {
    SenderProofs named =
        new SenderProofs(
            issuer.value(),
            new DpopSignatures(providers),
            new StoredProofUses(store, clock),
            ProofTiming.of(clock));
    SenderProofs proofs =
        settings.listen().mutualTls().map(at -> named.alsoAt(at.url().toString())).orElse(named);
    return switch (settings.proofs().nonce()) {
      case NONE -> proofs;
      case REQUIRED -> proofs.requiring(new StoredNonces(store, clock, random));
    };
  }

  private static SigningAlgorithm algorithm(AuthServiceSettings.Algorithm algorithm) {
    return SigningAlgorithm.ofJoseName(algorithm.label()).orElseThrow();
  }
}
