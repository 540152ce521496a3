package dev.locum.testkit.tls;

import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SigningAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority in memory; it issues certificates of P-256 keys, signed with SHA-256 and
 * ECDSA or RSA (RFC 5280). Each instance is another authority: what one issued, nobody who trusts
 * another accepts. Thread-safe.
 */
public final class CertificateMaker {

  private static final Duration BACKDATED = Duration.ofMinutes(5);
  private static final String LOOPBACK_V4 = "127.0.0.1";
  private static final String LOOPBACK_V6 = "0:0:0:0:0:0:0:1";

  private static final int SERIAL_BITS = 159;
  private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");
  private static final DateTimeFormatter SHORT_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LONG_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Duration life;
  private final SigningAlgorithm algorithm;
  private final CryptoProviders crypto = CryptoProviders.choose();
  private final SecureRandom random = new SecureRandom();
  private final KeyPair keys;
  private final X500Name name;
  private final X509Certificate certificate;

  private CertificateMaker(
      Clock clock, Duration life, String commonName, SigningAlgorithm algorithm) {
    this.clock = clock;
    this.life = life;
    this.algorithm = algorithm;
    this.keys = crypto.generateKeyPair(algorithm);
    this.name = name(commonName);
    this.certificate = selfSigned();
  }

  /**
   * A new authority.
   *
   * @param clock when its certificates begin to count: five minutes before now, for clocks that are
   *     slow
   * @param life how long they and it count
   * @param commonName its name
   */
  public static CertificateMaker create(Clock clock, Duration life, String commonName) {
    return new CertificateMaker(clock, life, commonName, SigningAlgorithm.ES256);
  }

  /**
   * A new authority that signs with RSA of 2048 bits. Whoever trusts it verifies a certificate with
   * a few multiplications, which a process that has just started and has no code compiled yet can
   * afford; Java's elliptic curves cost it a tenth of a second.
   *
   * @see #create
   */
  public static CertificateMaker createRsa(Clock clock, Duration life, String commonName) {
    return new CertificateMaker(clock, life, commonName, SigningAlgorithm.RS256);
  }

  /** A new authority for one test: an hour by the system's clock, since TLS knows no other. */
  public static CertificateMaker forTest() {
    return create(Clock.systemUTC(), Duration.ofHours(1), "test authority");
  }

  /** Its own certificate: what its friends trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its own certificate as PEM (RFC 7468). */
  public String certificatePem() {
    return Pem.of(certificate);
  }

  /** Writes its own certificate. */
  public Path writeCertificate(Path file) throws IOException {
    return Pem.write(file, certificatePem());
  }

  /** A certificate for a server on this machine: {@code localhost}, 127.0.0.1 and ::1. */
  public IssuedCertificate issueLocalServer(String commonName) {
    return issueServer(commonName, List.of("localhost", LOOPBACK_V4, LOOPBACK_V6));
  }

  /**
   * A certificate for a server.
   *
   * @param hosts DNS names and IP addresses (RFC 6125 §6.4: clients look at nothing else)
   */
  public IssuedCertificate issueServer(String commonName, Collection<String> hosts) {
    return issue(commonName, alternativeNames(hosts), KeyPurposeId.id_kp_serverAuth);
  }

  /** A certificate for a client, such as a workload that registers its thumbprint. */
  public IssuedCertificate issueClient(String commonName) {
    return issue(commonName, List.of(), KeyPurposeId.id_kp_clientAuth);
  }

  /** A certificate for a client, with further names. */
  public IssuedCertificate issueClient(String commonName, ClientName... names) {
    return issue(
        commonName,
        Arrays.stream(names).map(ClientName::general).toList(),
        KeyPurposeId.id_kp_clientAuth);
  }

  /** Its own certificate with its key, as somebody shows it who signed their own. */
  public IssuedCertificate selfSignedCertificate() {
    return new IssuedCertificate(certificate, keys.getPrivate());
  }

  /**
   * A certificate for a workload as a client, with these URI names; an X509-SVID has exactly one,
   * its SPIFFE ID.
   */
  public IssuedCertificate issueWorkload(String commonName, String... uris) {
    return issue(commonName, uriNames(uris), KeyPurposeId.id_kp_clientAuth);
  }

  /** A certificate for an authority below this one, with these URI names. */
  public IssuedCertificate issueIntermediate(String commonName, String... uris) {
    return issueSigning(commonName, new BasicConstraints(true), uris);
  }

  /** A hostile certificate: it says that it is no authority's, and that it signs certificates. */
  public IssuedCertificate issueSigningWorkload(String commonName, String... uris) {
    return issueSigning(commonName, new BasicConstraints(false), uris);
  }

  /** A hostile certificate: it does not say what its key may be used for. */
  public IssuedCertificate issueWorkloadForAnyUse(String commonName, String... uris) {
    return issue(
        commonName,
        uriNames(uris),
        KeyPurposeId.id_kp_clientAuth,
        new BasicConstraints(false),
        null);
  }

  private IssuedCertificate issueSigning(
      String commonName, BasicConstraints constraints, String... uris) {
    return issue(
        commonName,
        uriNames(uris),
        KeyPurposeId.id_kp_clientAuth,
        constraints,
        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
  }

  private static List<GeneralName> uriNames(String... uris) {
    return Arrays.stream(uris)
        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
        .toList();
  }

  private IssuedCertificate issue(
      String commonName, List<GeneralName> alternatives, KeyPurposeId use) {
    return issue(
        commonName,
        alternatives,
        use,
        new BasicConstraints(false),
        new KeyUsage(KeyUsage.digitalSignature));
  }

  private IssuedCertificate issue(
      String commonName,
      List<GeneralName> alternatives,
      KeyPurposeId use,
      BasicConstraints constraints,
      @Nullable KeyUsage usage) {
    KeyPair subject = crypto.generateKeyPair(SigningAlgorithm.ES256);
    X509v3CertificateBuilder builder = builder(name(commonName), subject);
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, constraints);
      if (usage != null) {
        builder.addExtension(Extension.keyUsage, true, usage);
      }
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(subject.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(keys.getPublic()));
      if (!alternatives.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(alternatives.toArray(GeneralName[]::new)));
      }
      return new IssuedCertificate(sign(builder), subject.getPrivate());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("certificate for " + commonName, e);
    }
  }

  private X509Certificate selfSigned() {
    X509v3CertificateBuilder builder = builder(name, keys);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return sign(builder);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("certificate of the authority", e);
    }
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair subjectKeys) {
    Instant now = clock.instant();
    return new X509v3CertificateBuilder(
        name,
        new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
        time(now.minus(BACKDATED)),
        time(now.plus(life)),
        subject,
        SubjectPublicKeyInfo.getInstance(subjectKeys.getPublic().getEncoded()));
  }

  /** Two digits of the year until 2049, four from then on (RFC 5280 §4.1.2.5). */
  private static Time time(Instant instant) {
    return instant.isBefore(YEAR_2050)
        ? new Time(new DERUTCTime(SHORT_TIME.format(instant)))
        : new Time(new DERGeneralizedTime(LONG_TIME.format(instant)));
  }

  private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder(
                          algorithm == SigningAlgorithm.RS256 ? "SHA256withRSA" : "SHA256withECDSA")
                      .setProvider(crypto.jcaProvider(algorithm))
                      .build(keys.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static List<GeneralName> alternativeNames(Collection<String> hosts) {
    return hosts.stream()
        .map(host ->
            isAddress(host)
                ? new GeneralName(GeneralName.iPAddress, host)
                : new GeneralName(GeneralName.dNSName, host))
        .toList();
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0
        || Arrays.stream(host.split("\\.", -1)).allMatch(part -> part.matches("\\d{1,3}"));
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }
}
