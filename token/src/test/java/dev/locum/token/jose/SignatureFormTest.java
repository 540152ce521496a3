package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Group 13 of the bad-input list, after Wycheproof: signatures that are no signatures, with each
 * provider there is. A provider's own leniency must not show.
 */
final class SignatureFormTest {

  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger ED25519_ORDER =
      new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @MethodSource("providers")
  void es256_rightSignature_verifies(String name, CryptoProviders providers) throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    for (int i = 0; i < 50; i++) {
      assertThat(verify(providers, key, sign(providers, key))).as(name).isTrue();
    }
  }

  /** CVE-2022-21449: r or s of zero, and all the edges of the range. */
  @ParameterizedTest
  @MethodSource("providers")
  void es256_scalarOutsideItsRange_isRefused(String name, CryptoProviders providers)
      throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    byte[] right = sign(providers, key);
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(right, 0, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(right, 32, 64));
    BigInteger all = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    for (BigInteger edge :
        List.of(BigInteger.ZERO, P256_ORDER, P256_ORDER.add(BigInteger.ONE), all)) {
      assertThat(verify(providers, key, es256(edge, edge))).as(name).isFalse();
      assertThat(verify(providers, key, es256(r, edge))).as(name).isFalse();
      assertThat(verify(providers, key, es256(edge, s))).as(name).isFalse();
    }
    assertThat(verify(providers, key, es256(BigInteger.ONE, BigInteger.ONE))).isFalse();
    assertThat(verify(providers, key, es256(s, r))).isFalse();
    assertThat(verify(providers, key, es256(P256_ORDER.subtract(r), s))).isFalse();
  }

  /** r + n and s + n are the same numbers modulo n; where they fit they must be refused still. */
  @ParameterizedTest
  @MethodSource("providers")
  void es256_scalarReducedByTheOrder_isRefused(String name, CryptoProviders providers)
      throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    byte[] right = sign(providers, key);
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(right, 0, 32)).add(P256_ORDER);
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(right, 32, 64)).add(P256_ORDER);

    for (BigInteger large : List.of(r, s)) {
      byte[] octets = large.toByteArray();
      byte[] joined = new byte[2 * octets.length];
      System.arraycopy(octets, 0, joined, 0, octets.length);
      System.arraycopy(octets, 0, joined, octets.length, octets.length);
      assertThat(verify(providers, key, joined)).as(name).isFalse();
    }
  }

  /** RFC 7518 §3.4: the fixed-length form only; DER of the same signature is refused. */
  @ParameterizedTest
  @MethodSource("providers")
  void es256_signatureInDerForm_isRefused(String name, CryptoProviders providers) throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    Signature der = Signature.getInstance("SHA256withECDSA");
    for (int i = 0; i < 20; i++) {
      der.initSign(key.privateKey());
      der.update(MESSAGE);

      assertThat(verify(providers, key, der.sign())).as(name).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void es256_signatureOfAnotherLength_isRefused(String name, CryptoProviders providers)
      throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    byte[] right = sign(providers, key);

    for (int length : new int[] {0, 1, 32, 63, 65, 96, 128}) {
      assertThat(verify(providers, key, Arrays.copyOf(right, length))).as(name).isFalse();
    }
    byte[] padded = new byte[66];
    System.arraycopy(right, 0, padded, 1, 32);
    System.arraycopy(right, 32, padded, 34, 32);
    assertThat(verify(providers, key, padded)).as(name).isFalse();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void ed25519_rightSignature_verifies(String name, CryptoProviders providers) throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ED25519);

    assertThat(verify(providers, key, sign(providers, key))).as(name).isTrue();
  }

  /** RFC 8032 §5.1.7: S must be below the order, or one signature has two forms. */
  @ParameterizedTest
  @MethodSource("providers")
  void ed25519_signatureWithTheOrderAddedToS_isRefused(String name, CryptoProviders providers)
      throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ED25519);
    byte[] right = sign(providers, key);
    BigInteger s = littleEndian(Arrays.copyOfRange(right, 32, 64));
    for (BigInteger other :
        List.of(
            s.add(ED25519_ORDER),
            s.add(ED25519_ORDER.shiftLeft(1)),
            ED25519_ORDER,
            BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))) {
      byte[] edited = right.clone();
      System.arraycopy(littleEndian(other), 0, edited, 32, 32);

      assertThat(verify(providers, key, edited)).as("%s %s", name, other).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void ed25519_signatureThatIsZeroOrOfAnotherLength_isRefused(
      String name, CryptoProviders providers) throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ED25519);
    byte[] right = sign(providers, key);

    assertThat(verify(providers, key, new byte[64])).as(name).isFalse();
    for (int length : new int[] {0, 32, 63, 65, 128}) {
      assertThat(verify(providers, key, Arrays.copyOf(right, length))).as(name).isFalse();
    }
    byte[] smallOrderR = right.clone();
    Arrays.fill(smallOrderR, 0, 32, (byte) 0);
    smallOrderR[0] = 1;
    assertThat(verify(providers, key, smallOrderR)).as(name).isFalse();
  }

  /** Under a key of small order one signature fits every text: such a key is no key. */
  @Test
  void ed25519_keyOfSmallOrderOrOffTheCurve_isRefused() {
    List<String> points =
        List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            // y = p and y = p + 1: the same points in a second form.
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            // y = 2 has no x.
            "0200000000000000000000000000000000000000000000000000000000000000",
            "00");

    for (String point : points) {
      assertThatThrownBy(() -> VerificationKey.parse(okp(HexFormat.of().parseHex(point))))
          .as(point)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Why small order matters: the JDK itself verifies a signature that nobody made, of any text. */
  @Test
  void ed25519_keyOfSmallOrder_wouldVerifyAnyText() throws Exception {
    byte[] neutral = HexFormat.of().parseHex("01" + "00".repeat(31));
    PublicKey hole =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    HexFormat.of().parseHex("302a300506032b6570032100" + "01" + "00".repeat(31))));
    byte[] forged = Arrays.copyOf(neutral, 64);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(hole);
    signature.update(MESSAGE);

    assertThat(signature.verify(forged)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void rs256_signatureOfAnotherLength_isRefused(String name, CryptoProviders providers)
      throws Exception {
    SigningKey key = SigningKey.generate(SigningAlgorithm.RS256);
    byte[] right = sign(providers, key);

    assertThat(verify(providers, key, right)).as(name).isTrue();
    for (int length : new int[] {0, 255, 257, 512}) {
      assertThat(verify(providers, key, Arrays.copyOf(right, length))).as(name).isFalse();
    }
    assertThat(verify(providers, key, new byte[256])).as(name).isFalse();
    byte[] longer = new byte[257];
    System.arraycopy(right, 0, longer, 1, 256);
    assertThat(verify(providers, key, longer)).as(name).isFalse();
  }

  static Stream<Arguments> providers() {
    return TestProviders.all().entrySet().stream()
        .map((Map.Entry<String, CryptoProviders> each) ->
            Arguments.of(each.getKey(), each.getValue()));
  }

  private static byte[] sign(CryptoProviders providers, SigningKey key)
      throws GeneralSecurityException {
    SignatureEngine engine = providers.engine(key.algorithm());
    PrivateKey adopted = engine.adopt(key.privateKey());
    return engine.sign(adopted, MESSAGE);
  }

  /** As {@link SignatureCheck} does it: an exception of a provider counts as no. */
  private static boolean verify(CryptoProviders providers, SigningKey key, byte[] signature) {
    SignatureEngine engine = providers.engine(key.algorithm());
    try {
      return engine.verify(engine.adopt(key.verificationKey().publicKey()), MESSAGE, signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] es256(BigInteger r, BigInteger s) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (BigInteger scalar : List.of(r, s)) {
      byte[] octets = scalar.toByteArray();
      int from = Math.max(0, octets.length - 32);
      joined.writeBytes(new byte[32 - (octets.length - from)]);
      joined.write(octets, from, octets.length - from);
    }
    return joined.toByteArray();
  }

  private static BigInteger littleEndian(byte[] octets) {
    byte[] reversed = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      reversed[i] = octets[octets.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  private static byte[] littleEndian(BigInteger value) {
    byte[] octets = new byte[32];
    BigInteger rest = value;
    for (int i = 0; i < octets.length; i++) {
      octets[i] = rest.byteValue();
      rest = rest.shiftRight(8);
    }
    return octets;
  }

  private static String okp(byte[] x) {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + Base64Url.encode(x) + "\"}";
  }
}
