package dev.locum.grpcauthz.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** That the authorities count, and no others: the tests of who uses them, over real TLS. */
class TrustAnchorsTest {

  @Test
  void noCertificate_isRefused_andTrustsNobodyInstead() {
    assertThatThrownBy(() -> TrustAnchors.context(pem("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("certificate");
  }

  @Test
  void somethingElse_isRefusedWithoutBeingShown() {
    assertThatThrownBy(() ->
            TrustAnchors.context(
                pem("-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2VjcmV0");
  }

  private static InputStream pem(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
