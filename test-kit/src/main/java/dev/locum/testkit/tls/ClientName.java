package dev.locum.testkit.tls;

import org.bouncycastle.asn1.x509.GeneralName;

/**
 * An alternative name of a client's certificate (RFC 5280 §4.2.1.6).
 *
 * @param kind which kind of name
 * @param value as it is printed
 */
public record ClientName(Kind kind, String value) {

  /** Kinds of names. */
  public enum Kind {
    /** {@code dNSName}. */
    DNS(GeneralName.dNSName),
    /** {@code uniformResourceIdentifier}. */
    URI(GeneralName.uniformResourceIdentifier),
    /** {@code iPAddress}. */
    IP(GeneralName.iPAddress),
    /** {@code rfc822Name}. */
    EMAIL(GeneralName.rfc822Name);

    private final int tag;

    Kind(int tag) {
      this.tag = tag;
    }
  }

  GeneralName general() {
    return new GeneralName(kind.tag, value);
  }
}
