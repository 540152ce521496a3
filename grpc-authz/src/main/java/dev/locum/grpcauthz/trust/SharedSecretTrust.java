package dev.locum.grpcauthz.trust;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.TrustMarker;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusts whoever knows one secret. <b>For development only</b>: every service that knows it can be
 * every other one, and it never ends. A service in the production profile refuses to start with it
 * (S4-34, H11).
 *
 * <p><b>Security guarantees</b>: the value is compared in constant time, by its SHA-256, so neither
 * its text nor its length can be found out by trying. <b>Not guaranteed</b>: which service calls.
 */
public final class SharedSecretTrust implements TrustSource {

  /** The header that is read. */
  public static final String HEADER = "x-internal-secret";

  /** Bounds guessing. */
  private static final int MIN_LENGTH = 32;

  private static final Logger log = LoggerFactory.getLogger(SharedSecretTrust.class);

  private final byte[] digest;
  private final TrustedWorkload workload;

  private SharedSecretTrust(byte[] digest, TrustedWorkload workload) {
    this.digest = digest;
    this.workload = workload;
  }

  /**
   * Trusts whoever knows the secret, as this workload.
   *
   * @throws IllegalArgumentException if it has fewer than 32 characters
   */
  public static SharedSecretTrust forDevelopmentOnly(RawToken secret, TrustedWorkload workload) {
    String text = secret.reveal();
    if (text.length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "secret: " + text.length() + " characters (expected: at least " + MIN_LENGTH + ")");
    }
    log.warn(
        "INSECURE: internal methods trust one shared secret as {}; for development only",
        workload.workload());
    return new SharedSecretTrust(sha256(text), workload);
  }

  @Override
  public String name() {
    return "shared-secret";
  }

  @Override
  public Set<String> headers() {
    return Set.of(HEADER);
  }

  @Override
  public boolean isForDevelopmentOnly() {
    return true;
  }

  @Override
  public Optional<TrustMarker> vouch(CallEvidence evidence) {
    return evidence.header(HEADER).map(this::vouch);
  }

  private TrustMarker vouch(String shown) {
    if (!MessageDigest.isEqual(digest, sha256(shown))) {
      throw new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "another secret");
    }
    return TrustMarker.of(workload, workload.workload().value());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not in this JDK", e);
    }
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "SharedSecretTrust[" + workload.workload() + "]";
  }
}
