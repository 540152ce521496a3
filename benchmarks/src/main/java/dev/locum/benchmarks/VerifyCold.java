package dev.locum.benchmarks;

import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SigningAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A delegation token verified from its text on: bounds, header, signature, claims, life. Nothing is
 * cached. Beside it what no check can do without: one signature over as many bytes, by the same
 * provider, which has the key in its own form and is asked for nothing else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VerifyCold {

  @Param SigningAlgorithm algorithm = SigningAlgorithm.ES256;
  @Param Crypto crypto = Crypto.NATIVE;

  private Site site = new Site(SigningAlgorithm.ES256, Crypto.JDK.providers());
  private RawToken token = RawToken.of("not set up");
  private @Nullable Alone alone;

  /** A signature, and what it is over. */
  private static final class Alone {

    private final Signature either;
    private final PublicKey key;
    private final byte[] message;
    private final byte[] signature;

    Alone(byte[] message, SigningAlgorithm algorithm, CryptoProviders providers)
        throws GeneralSecurityException {
      KeyPair pair = providers.generateKeyPair(algorithm);
      this.either = Signature.getInstance(name(algorithm), providers.jcaProvider(algorithm));
      this.key = pair.getPublic();
      this.message = message;
      either.initSign(pair.getPrivate());
      either.update(message);
      this.signature = either.sign();
    }

    private static String name(SigningAlgorithm algorithm) {
      return switch (algorithm) {
        case ES256 -> "SHA256withECDSA";
        case RS256 -> "SHA256withRSA";
        case ED25519 -> "Ed25519";
      };
    }

    boolean verify() throws GeneralSecurityException {
      either.initVerify(key);
      either.update(message);
      return either.verify(signature);
    }
  }

  /** Makes the token. */
  @Setup
  public void issue() throws GeneralSecurityException {
    site = crypto.site(algorithm);
    token = site.delegation().token();
    String text = token.reveal();
    byte[] message = text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    alone = new Alone(message, algorithm, crypto.providers());
    if (!signatureAlone()) {
      throw new IllegalStateException("a signature that was just made");
    }
  }

  /** Verifies it. */
  @Benchmark
  public Verification<VerifiedDelegationToken> verify() {
    return site.verifier().verifyDelegationToken(token, Site.TRUST_DOMAIN);
  }

  /** Verifies the signature and nothing else. */
  @Benchmark
  public boolean signatureAlone() throws GeneralSecurityException {
    return Objects.requireNonNull(alone).verify();
  }
}
