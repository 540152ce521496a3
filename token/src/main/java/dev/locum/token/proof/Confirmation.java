package dev.locum.token.proof;

import dev.locum.token.claim.ClaimReader;
import java.util.Map;
import java.util.Set;

/**
 * To what a token is bound: its {@code cnf} claim (RFC 7800 §3.1). Exactly one member, {@code jkt}
 * or {@code x5t#S256}; any other means a proof that nobody here could ask for, and refuses the
 * token.
 */
public sealed interface Confirmation {

  /** The member of a key (RFC 9449 §6.1). */
  String KEY_MEMBER = "jkt";

  /** The member of a certificate (RFC 8705 §3.1). */
  String CERTIFICATE_MEMBER = "x5t#S256";

  /** The claim's one member. */
  Map<String, Object> members();

  /** Bound to a key: each call needs a DPoP proof of it. */
  record Key(KeyThumbprint thumbprint) implements Confirmation {

    @Override
    public Map<String, Object> members() {
      return Map.of(KEY_MEMBER, thumbprint.value());
    }
  }

  /** Bound to a certificate: the connection must have been made with it. */
  record Certificate(CertificateThumbprint thumbprint) implements Confirmation {

    @Override
    public Map<String, Object> members() {
      return Map.of(CERTIFICATE_MEMBER, thumbprint.value());
    }
  }

  /**
   * Reads the claim.
   *
   * @param claim the object that is the value of {@code cnf}
   * @throws dev.locum.token.denial.DenialException if it has not exactly one member that we know
   * @throws IllegalArgumentException if the member is no thumbprint
   */
  static Confirmation of(ClaimReader claim) {
    if (claim.has(CERTIFICATE_MEMBER)) {
      claim.requireExactly(Set.of(CERTIFICATE_MEMBER));
      return new Certificate(new CertificateThumbprint(claim.text(CERTIFICATE_MEMBER)));
    }
    claim.requireExactly(Set.of(KEY_MEMBER));
    return new Key(new KeyThumbprint(claim.text(KEY_MEMBER)));
  }
}
