package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureSpi;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which cryptography is used: the fastest that works, and never one that does not. */
final class CryptoProvidersTest {

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void choose_whereTheNativeProviderLoads_usesItForEveryAlgorithm() {
    CryptoProviders chosen = CryptoProviders.choose();

    assertThat(chosen.report())
        .hasSize(SigningAlgorithm.values().length)
        .allSatisfy(line -> assertThat(line).contains("AmazonCorrettoCryptoProvider"));
    assertThat(chosen.refused()).isEmpty();
    assertThat(chosen.toString()).contains("ES256: ", "Ed25519: ", "RS256: ");
  }

  @Test
  void choose_whereOneServesAll_loadsNoOther() {
    CryptoProviders chosen =
        CryptoProviders.choose(
            List.of(
                candidate("first", BouncyCastleProvider::new),
                candidate(
                    "second",
                    () -> {
                      throw new IllegalStateException("loaded");
                    })));

    assertThat(chosen.refused()).isEmpty();
  }

  @Test
  void portable_usesNoNativeCode() {
    assertThat(CryptoProviders.portable().report())
        .allSatisfy(line -> assertThat(line).contains(": BC "));
  }

  @Test
  void choose_whereNothingIsOnTheClassPath_usesTheJdkAndSaysWhy() {
    CryptoProviders chosen =
        CryptoProviders.choose(
            List.of(
                candidate("absent", () -> loadAbsent()), candidate("other", () -> loadAbsent())));

    assertThat(chosen.providerOf(SigningAlgorithm.ES256)).startsWith("SunEC ");
    assertThat(chosen.providerOf(SigningAlgorithm.ED25519)).startsWith("SunEC ");
    assertThat(chosen.providerOf(SigningAlgorithm.RS256)).startsWith("SunRsaSign ");
    assertThat(chosen.refused())
        .containsExactly("absent: not on the class path", "other: not on the class path");
  }

  /** Made by one and verified by another, so that no provider agrees with itself alone. */
  @Test
  void generateKeyPair_byAnyProvider_givesKeysForTheirSignaturesEverywhere() throws Exception {
    byte[] message = {1, 2, 3};
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      for (CryptoProviders maker : List.of(CryptoProviders.choose(), CryptoProviders.jdk())) {
        KeyPair pair = maker.generateKeyPair(algorithm);
        Signature signer =
            Signature.getInstance(
                algorithm.signatureNames().get(0), CryptoProviders.jdk().jcaProvider(algorithm));
        signer.initSign(pair.getPrivate());
        signer.update(message);
        byte[] signature = signer.sign();
        SignatureEngine other = CryptoProviders.portable().engine(algorithm);

        assertThat(other.verify(other.adopt(pair.getPublic()), message, signature)).isTrue();
        assertThat(other.verify(other.adopt(pair.getPublic()), new byte[] {1}, signature))
            .isFalse();
      }
    }
  }

  /** A native library for another machine throws an error, not an exception. */
  @Test
  void choose_whereTheNativeLibraryDoesNotLoad_degradesCleanly() {
    CryptoProviders chosen =
        CryptoProviders.choose(
            List.of(
                candidate(
                    "native",
                    () -> {
                      throw new UnsatisfiedLinkError("wrong ELF class");
                    }),
                candidate(
                    "initializer",
                    () -> {
                      throw new ExceptionInInitializerError(new IllegalStateException());
                    })));

    assertThat(chosen.report()).hasSize(3);
    assertThat(chosen.refused())
        .containsExactly(
            "native: does not load (UnsatisfiedLinkError)",
            "initializer: does not load (ExceptionInInitializerError)");
  }

  /** One that loads but has no services, as a provider with a broken library has. */
  @Test
  void choose_whereTheProviderIsEmpty_usesTheNext() {
    CryptoProviders chosen =
        CryptoProviders.choose(List.of(candidate("empty", () -> new TestProvider("Empty", ""))));

    assertThat(chosen.providerOf(SigningAlgorithm.ES256)).startsWith("SunEC ");
    assertThat(chosen.refused()).hasSize(3).allSatisfy(line -> assertThat(line).contains("Empty"));
  }

  /** A provider that says yes to everything would end all security: the self-test catches it. */
  @Test
  void choose_whereTheProviderVerifiesForgeries_refusesIt() {
    CryptoProviders chosen =
        CryptoProviders.choose(
            List.of(candidate("yes", () -> new TestProvider("Yes", YesSignature.class.getName()))));

    assertThat(chosen.providerOf(SigningAlgorithm.ED25519)).startsWith("SunEC ");
    assertThat(chosen.refused()).anySatisfy(line -> assertThat(line).contains("Yes for Ed25519"));
  }

  @Test
  void sign_withAKeyOfABrokenProvider_failsAtStartAndNotAtTheFirstToken() {
    SignatureEngine broken =
        new SignatureEngine(
            SigningAlgorithm.ED25519,
            "Ed25519",
            new TestProvider("Broken", NoSignature.class.getName()));
    SigningKey key = SigningKey.generate(SigningAlgorithm.ED25519);

    assertThatThrownBy(() -> SelfTest.requireSigns(key, broken, key.privateKey()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private static Provider loadAbsent() throws ClassNotFoundException {
    throw new ClassNotFoundException("absent");
  }

  private static CryptoProviders.Candidate candidate(String name, Callable<Provider> loader) {
    return new CryptoProviders.Candidate(name, loader);
  }

  /** A provider with at most one signature. */
  private static final class TestProvider extends Provider {

    private static final long serialVersionUID = 1L;

    TestProvider(String name, String signatureClass) {
      super(name, "1", "for tests");
      if (!signatureClass.isEmpty()) {
        put("Signature.Ed25519", signatureClass);
      }
    }
  }

  /** Verifies everything. */
  public static final class YesSignature extends PlainSignature {

    /** For the provider. */
    public YesSignature() {
      super(true);
    }
  }

  /** Verifies nothing. */
  public static final class NoSignature extends PlainSignature {

    /** For the provider. */
    public NoSignature() {
      super(false);
    }
  }

  /** Does nothing and answers one thing. */
  public static class PlainSignature extends SignatureSpi {

    private final boolean answer;

    PlainSignature(boolean answer) {
      this.answer = answer;
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) {}

    @Override
    protected void engineInitSign(PrivateKey privateKey) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] b, int off, int len) {}

    @Override
    protected byte[] engineSign() {
      return new byte[64];
    }

    @Override
    protected boolean engineVerify(byte[] sigBytes) {
      return answer;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String param, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String param) {
      throw new UnsupportedOperationException();
    }
  }
}
