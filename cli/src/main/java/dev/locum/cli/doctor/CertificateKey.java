package dev.locum.cli.doctor;

import dev.locum.settings.value.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a private key is the certificate's: else no handshake succeeds. */
final class CertificateKey {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final byte[] MESSAGE = "doctor".getBytes(StandardCharsets.US_ASCII);
  private static final String RENEW =
      "Put the certificate and the key that were made together there.";

  private CertificateKey() {}

  static Finding look(Path certificate, Secret key) {
    try (InputStream in = Files.newInputStream(certificate)) {
      PublicKey known =
          CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
      Optional<PrivateKey> read = read(key, known.getAlgorithm());
      if (read.isEmpty()) {
        return Finding.bad(
            "it is no key of kind " + known.getAlgorithm() + ", which the certificate has",
            "Expected: PEM, unencrypted PKCS #8 (`openssl pkcs8 -topk8 -nocrypt`). " + RENEW);
      }
      return fits(read.get(), known)
          ? Finding.good("is the certificate's")
          : Finding.bad("it is the key of another certificate", RENEW);
    } catch (IOException | GeneralSecurityException e) {
      return Finding.care("not compared: the certificate cannot be read", "See above.");
    }
  }

  private static boolean fits(PrivateKey own, PublicKey known) throws GeneralSecurityException {
    String name =
        switch (known.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    Signature signing = Signature.getInstance(name);
    signing.initSign(own);
    signing.update(MESSAGE);
    Signature verifying = Signature.getInstance(name);
    verifying.initVerify(known);
    verifying.update(MESSAGE);
    return verifying.verify(signing.sign());
  }

  private static Optional<PrivateKey> read(Secret key, String kind) {
    Matcher pem = PEM.matcher(key.reveal());
    if (!pem.find()) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
