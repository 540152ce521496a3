package dev.locum.grpcauthz.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is shown to peers is what the files hold, and a wrong file is refused without its content.
 */
final class TlsIdentityTest {

  private final IssuedCertificate issued =
      CertificateMaker.forTest().issueLocalServer("locum-server");

  @ParameterizedTest
  @CsvSource({"EC, EC", "RSA, RSA", "Ed25519, EdDSA"})
  void keyManager_ofEachKind_showsTheKey(String kind, String algorithm) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate();

    X509ExtendedKeyManager identity =
        TlsIdentity.keyManager(pem(issued.certificatePem()), pem(pkcs8(key)));

    String alias = identity.chooseEngineServerAlias(kind, null, null);
    assertThat(identity.getPrivateKey(alias)).isEqualTo(key);
    assertThat(key.getAlgorithm()).isEqualTo(algorithm);
    assertThat(identity.getCertificateChain(alias)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n%%%%\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nQUJD\n-----END EC PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUJD\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nQUJD"
      })
  void keyManager_ofAnythingElse_isRefusedAndTellsNothingOfIt(String key) {
    assertThatThrownBy(() -> TlsIdentity.keyManager(pem(issued.certificatePem()), pem(key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "private key: cannot be used"
                + " (expected: PEM, unencrypted PKCS #8 of EC, RSA or Ed25519)")
        .hasNoCause();
  }

  @Test
  void keyManager_withoutACertificate_isRefused() {
    assertThatThrownBy(() -> TlsIdentity.keyManager(pem(""), pem(issued.privateKeyPem())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("certificate: ");
    assertThatThrownBy(() -> TlsIdentity.keyManager(pem("no PEM"), pem(issued.privateKeyPem())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("certificate: ");
  }

  private static String pkcs8(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static InputStream pem(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
