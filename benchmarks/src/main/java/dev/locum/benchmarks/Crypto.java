package dev.locum.benchmarks;

import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SigningAlgorithm;

/** The cryptography of a benchmark. */
public enum Crypto {
  /** Amazon Corretto Crypto Provider; a benchmark with it fails where it does not load. */
  NATIVE {
    @Override
    CryptoProviders providers() {
      CryptoProviders chosen = CryptoProviders.choose();
      if (!chosen.refused().isEmpty()) {
        throw new IllegalStateException("native cryptography: " + chosen.refused());
      }
      return chosen;
    }
  },
  /** Bouncy Castle. */
  PORTABLE {
    @Override
    CryptoProviders providers() {
      return CryptoProviders.portable();
    }
  },
  /** The JDK's own. */
  JDK {
    @Override
    CryptoProviders providers() {
      return CryptoProviders.jdk();
    }
  };

  abstract CryptoProviders providers();

  /** An issuer and its verifier with this cryptography. */
  Site site(SigningAlgorithm algorithm) {
    return new Site(algorithm, providers());
  }
}
