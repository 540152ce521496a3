package dev.locum.token.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopSignatures;
import dev.locum.token.jose.VerificationKey;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the RFCs print, read by us: RFC 7638 §3.1, RFC 8705 appendix A, RFC 9449 §4 to §7. */
final class ProofVectorsTest {

  private static final String HEADER =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik"
          + "VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR"
          + "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE"
          + "QSIsImNydiI6IlAtMjU2In19";

  /** RFC 9449 §5, the token request. */
  private static final DpopProof AT_TOKEN_ENDPOINT =
      DpopProof.of(
          HEADER
              + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIj"
              + "oiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia"
              + "WF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg"
              + "4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg");

  /** RFC 9449 §7.1, the protected resource. */
  private static final DpopProof AT_RESOURCE =
      DpopProof.of(
          HEADER
              + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIj"
              + "oiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z"
              + "WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNF"
              + "c05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71E"
              + "OptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA");

  private static final String ACCESS_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
  private static final KeyThumbprint KEY =
      new KeyThumbprint("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");

  private static final String CERTIFICATE =
      "MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx"
          + "ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG"
          + "SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ"
          + "/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID"
          + "SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV"
          + "bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=";

  @Test
  void proof_ofTheTokenRequest_isVerified() {
    VerifiedDpopProof verified =
        verifierAt(1_562_262_616)
            .verify(
                AT_TOKEN_ENDPOINT,
                ProvenRequest.of("POST", Set.of("https://server.example.com"), "/token"));

    assertThat(verified.key()).isEqualTo(KEY);
  }

  @Test
  void proof_ofTheResourceRequest_isVerifiedWithItsToken() {
    VerifiedDpopProof verified =
        verifierAt(1_562_262_618).verify(AT_RESOURCE, atResource(ACCESS_TOKEN));

    assertThat(verified.isFor(TokenHash.of(ACCESS_TOKEN))).isTrue();
  }

  @Test
  void proof_ofTheResourceRequest_isRefusedWithAnotherToken() {
    DpopVerifier verifier = verifierAt(1_562_262_618);

    assertThatThrownBy(() -> verifier.verify(AT_RESOURCE, atResource(ACCESS_TOKEN + "x")))
        .isInstanceOfSatisfying(
            DenialException.class,
            refused -> assertThat(refused.reason()).isEqualTo(DenialReason.PROOF_FOR_OTHER_TOKEN));
  }

  @Test
  void hash_ofTheAccessToken_isTheRfcs() {
    assertThat(TokenHash.of(ACCESS_TOKEN).value())
        .isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
  }

  @Test
  void thumbprint_ofTheKeyOfRfc7638_isTheRfcs() {
    String jwk =
        """
        {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
        """;

    assertThat(new KeyThumbprint(VerificationKey.parse(jwk).thumbprint()).value())
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  /** MT-1. */
  @Test
  void thumbprint_ofTheCertificateOfRfc8705_isTheRfcs() throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(Base64.getDecoder().decode(CERTIFICATE)));

    assertThat(CertificateThumbprint.of(certificate).value())
        .isEqualTo("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");
  }

  @Test
  void thumbprint_inAnotherForm_isNone() {
    for (String other :
        new String[] {"", "0ZcO", KEY + "=", KEY.value().replace("4I", "4J"), KEY + "A"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new KeyThumbprint(other));
    }
  }

  private static ProvenRequest atResource(String token) {
    return ProvenRequest.of("GET", Set.of("https://resource.example.org"), "/protectedresource")
        .withAccessToken(token, KEY);
  }

  private static DpopVerifier verifierAt(long second) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    return new DpopVerifier(
        new DpopSignatures(CryptoProviders.jdk()),
        new RememberedProofs(clock),
        ProofTiming.of(clock));
  }
}
