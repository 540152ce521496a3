package dev.locum.grpcauthz.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The parser of {@code x-forwarded-client-cert}: the one URI of the one element, or the refusal
 * that it declares. In a normal run the inputs beside this class are tried; {@code make fuzz}
 * searches for new ones.
 */
final class ForwardedClientCertFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void uri_ofAnyHeader_isTheOnlyOneOrRefused(byte[] bytes) {
    String header = new String(bytes, StandardCharsets.ISO_8859_1);
    String uri;
    try {
      uri = ForwardedClientCert.uriOf(header);
    } catch (DenialException e) {
      assertThat(e.reason()).isEqualTo(DenialReason.CREDENTIAL_UNKNOWN);
      return;
    }
    // The identity stands in the header, once, and a second element is never taken for it.
    assertThat(header.replace("\"", "")).containsIgnoringCase("uri=" + uri);
    for (String more : List.of(";URI=spiffe://other/one", ",URI=spiffe://other/one")) {
      assertThatThrownBy(() -> ForwardedClientCert.uriOf(header + more))
          .isInstanceOf(DenialException.class);
    }
    assertThat(ForwardedClientCert.uriOf("URI=\"" + uri + "\"")).isEqualTo(uri);
  }
}
