package dev.locum.token.jose;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Which cryptography each algorithm uses, chosen once at start: Amazon Corretto Crypto Provider
 * where its native library loads, else Bouncy Castle where it is on the class path, else what the
 * JDK has. The choice is about speed only: a candidate counts for an algorithm when it passes a
 * self-test. No provider is registered in the JVM. Immutable.
 */
public final class CryptoProviders {

  private static final int RSA_BITS = 2048;

  private static final Candidate BOUNCY_CASTLE =
      optional("Bouncy Castle", "org.bouncycastle.jce.provider.BouncyCastleProvider");

  private final Map<SigningAlgorithm, SignatureEngine> engines;
  private final List<String> refused;

  private CryptoProviders(Map<SigningAlgorithm, SignatureEngine> engines, List<String> refused) {
    this.engines = Collections.unmodifiableMap(engines);
    this.refused = List.copyOf(refused);
  }

  /** The fastest that works here, per algorithm; chosen once in the life of the JVM. */
  public static CryptoProviders choose() {
    return Chosen.HERE;
  }

  /** The fastest without native code. */
  public static CryptoProviders portable() {
    return choose(List.of(BOUNCY_CASTLE));
  }

  /** What the JDK has, and nothing else: for comparisons and where native code is not wanted. */
  public static CryptoProviders jdk() {
    return choose(List.of());
  }

  /**
   * Takes for each algorithm the first candidate that passes the self-test; the JDK comes last. One
   * that nothing is left for is not loaded: Bouncy Castle costs a third of a second.
   */
  static CryptoProviders choose(List<Candidate> candidates) {
    Map<SigningAlgorithm, SignatureEngine> engines = new EnumMap<>(SigningAlgorithm.class);
    List<String> refused = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (engines.size() == SigningAlgorithm.values().length) {
        break;
      }
      load(candidate, refused).ifPresent(provider -> adopt(provider, engines, refused));
    }
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      if (!engines.containsKey(algorithm)) {
        engines.put(algorithm, jdkEngine(algorithm));
      }
    }
    return new CryptoProviders(engines, refused);
  }

  /**
   * Which provider serves each algorithm, one line each: {@code ES256: NAME VERSION}. For people.
   */
  public List<String> report() {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<SigningAlgorithm, SignatureEngine> entry : engines.entrySet()) {
      lines.add(entry.getKey().joseName() + ": " + entry.getValue().providerName());
    }
    return lines;
  }

  /** The provider of one algorithm, name and version. */
  public String providerOf(SigningAlgorithm algorithm) {
    return engine(algorithm).providerName();
  }

  /**
   * Who serves one algorithm: for certificates, whose makers sign through the JCA by themselves.
   */
  public Provider jcaProvider(SigningAlgorithm algorithm) {
    return engine(algorithm).provider();
  }

  /**
   * A fresh key pair; P-256, Ed25519, or RSA of 2048 bits. Ed25519 is always the JDK's own: others
   * have it in classes that the JDK's interfaces do not describe.
   */
  public KeyPair generateKeyPair(SigningAlgorithm algorithm) {
    try {
      if (algorithm == SigningAlgorithm.ED25519) {
        return KeyPairGenerator.getInstance(algorithm.keyFactoryName()).generateKeyPair();
      }
      KeyPairGenerator generator = engine(algorithm).keyPairGenerator();
      if (algorithm == SigningAlgorithm.ES256) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(RSA_BITS);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("algorithm: " + algorithm + " has no keys here", e);
    }
  }

  /**
   * Why a faster provider is not used, one line each; empty when the first candidate serves all.
   */
  public List<String> refused() {
    return refused;
  }

  @Override
  public String toString() {
    return String.join(", ", report());
  }

  SignatureEngine engine(SigningAlgorithm algorithm) {
    SignatureEngine engine = engines.get(algorithm);
    if (engine == null) {
      throw new IllegalStateException("algorithm: " + algorithm + " has no provider");
    }
    return engine;
  }

  private static Optional<Provider> load(Candidate candidate, List<String> refused) {
    try {
      return Optional.of(candidate.loader().call());
    } catch (ClassNotFoundException e) {
      refused.add(candidate.name() + ": not on the class path");
    } catch (Exception | LinkageError e) {
      refused.add(candidate.name() + ": does not load (" + e.getClass().getSimpleName() + ")");
    }
    return Optional.empty();
  }

  private static void adopt(
      Provider provider, Map<SigningAlgorithm, SignatureEngine> engines, List<String> refused) {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      if (engines.containsKey(algorithm)) {
        continue;
      }
      try {
        SignatureEngine engine = engineOf(algorithm, provider);
        SelfTest.requireVerifies(algorithm, engine);
        engines.put(algorithm, engine);
      } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
        refused.add(
            provider.getName()
                + " for "
                + algorithm.joseName()
                + ": "
                + e.getClass().getSimpleName());
      }
    }
  }

  private static SignatureEngine engineOf(SigningAlgorithm algorithm, Provider provider)
      throws GeneralSecurityException {
    for (String name : algorithm.signatureNames()) {
      if (provider.getService("Signature", name) != null) {
        return new SignatureEngine(algorithm, name, provider);
      }
    }
    throw new GeneralSecurityException("no signature");
  }

  private static SignatureEngine jdkEngine(SigningAlgorithm algorithm) {
    try {
      String name = algorithm.signatureNames().get(0);
      SignatureEngine engine =
          new SignatureEngine(algorithm, name, Signature.getInstance(name).getProvider());
      SelfTest.requireVerifies(algorithm, engine);
      return engine;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("algorithm: " + algorithm + " is not in this JDK", e);
    }
  }

  /** By name, since both are optional at run time: without them Locum is slower and as safe. */
  private static Candidate optional(String name, String className) {
    return new Candidate(
        name,
        () ->
            Class.forName(className)
                .asSubclass(Provider.class)
                .getDeclaredConstructor()
                .newInstance());
  }

  /** Chosen when first asked for. */
  private static final class Chosen {

    static final CryptoProviders HERE =
        choose(
            List.of(
                optional(
                    "Amazon Corretto Crypto Provider",
                    "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider"),
                BOUNCY_CASTLE));
  }

  /** A provider that may be there. */
  record Candidate(String name, Callable<Provider> loader) {}
}
