package dev.locum.token.jose;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * Proves at start that an engine verifies what the standard says and refuses a forgery, and that it
 * signs what it verifies. Verification uses the standards' own vectors, so that no key is
 * generated.
 */
final class SelfTest {

  private static final String CLAIMS_OF_RFC_7515 =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  private SelfTest() {}

  /** Returns if the engine verifies the known signature and no other. */
  static void requireVerifies(SigningAlgorithm algorithm, SignatureEngine engine)
      throws GeneralSecurityException {
    Vector vector = vector(algorithm);
    PublicKey key = engine.adopt(VerificationKey.parse(vector.jwk()).publicKey());
    requireVerifies(engine, key, vector.message(), vector.signature());
  }

  /** Returns if what the engine signs with this key verifies with its public half. */
  static void requireSigns(SigningKey key, SignatureEngine engine, PrivateKey adopted)
      throws GeneralSecurityException {
    byte[] message = "self-test".getBytes(StandardCharsets.US_ASCII);
    PublicKey publicKey = engine.adopt(key.verificationKey().publicKey());
    requireVerifies(engine, publicKey, message, engine.sign(adopted, message));
  }

  private static void requireVerifies(
      SignatureEngine engine, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    if (!engine.verify(key, message, signature)) {
      throw new GeneralSecurityException("a right signature does not verify");
    }
    byte[] forged = signature.clone();
    forged[forged.length / 4] ^= 1;
    boolean taken;
    try {
      taken = engine.verify(key, message, forged);
    } catch (GeneralSecurityException e) {
      taken = false;
    }
    if (taken) {
      throw new GeneralSecurityException("a forged signature verifies");
    }
  }

  private static Vector vector(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> // RFC 7515 A.3
          new Vector(
              """
              {"kty":"EC","crv":"P-256",
               "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
               "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}\
              """,
              "eyJhbGciOiJFUzI1NiJ9." + CLAIMS_OF_RFC_7515,
              "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djx"
                  + "La8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
      case ED25519 -> // RFC 8037 A.4
          new Vector(
              """
              {"kty":"OKP","crv":"Ed25519",
               "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}\
              """,
              "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
              "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4"
                  + "iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
      case RS256 -> // RFC 7515 A.2
          new Vector(
              """
              {"kty":"RSA","e":"AQAB",
               "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJ\
              PMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6\
              3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k\
              G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}\
              """,
              "eyJhbGciOiJSUzI1NiJ9." + CLAIMS_OF_RFC_7515,
              "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W"
                  + "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARN"
                  + "PvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
                  + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77"
                  + "Rw");
    };
  }

  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  private record Vector(String jwk, byte[] message, byte[] signature) {

    Vector(String jwk, String input, String signature) {
      this(
          jwk,
          input.getBytes(StandardCharsets.US_ASCII),
          Base64Url.decode(signature).orElseThrow());
    }
  }
}
