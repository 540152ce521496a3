package dev.locum.testkit.oidc;

import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** ID tokens and access tokens, right ones and wrong ones. */
final class FakeIdTokens {

  static final String ACCESS_TOKEN = "an-access-token-of-the-provider";

  private static final CryptoProviders PROVIDERS = CryptoProviders.choose();

  private final Clock clock;
  private final SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
  private final SigningKey other = SigningKey.generate(SigningAlgorithm.ES256);

  FakeIdTokens(Clock clock) {
    this.clock = clock;
  }

  String keySet() {
    return PublicKeys.of(key.verificationKey()).toJwks();
  }

  String issue(String issuer, String nonce, Map<String, Object> own, ProviderTrick trick) {
    Map<String, Object> claims = new LinkedHashMap<>();
    long now = clock.instant().getEpochSecond();
    claims.put("iss", issuer);
    claims.put("aud", FakeOidcProvider.CLIENT);
    claims.put("azp", FakeOidcProvider.CLIENT);
    claims.put("nonce", nonce);
    claims.put("iat", now);
    claims.put("exp", now + 60);
    claims.put("auth_time", now - 30);
    claims.put("at_hash", half(ACCESS_TOKEN));
    claims.putAll(own);
    spoil(claims, trick, now);
    return sign("JWT", claims, trick);
  }

  /** An access token (RFC 9068 §2.2), after that change of it. */
  String issueAccess(
      String issuer,
      Map<String, Object> own,
      AccessTokenForm form,
      Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = new LinkedHashMap<>();
    long now = clock.instant().getEpochSecond();
    claims.put("iss", issuer);
    claims.put("aud", List.of("account", FakeOidcProvider.AUDIENCE));
    claims.put("client_id", FakeOidcProvider.APPLICATION);
    claims.put("azp", FakeOidcProvider.APPLICATION);
    claims.put("iat", now);
    claims.put("exp", now + 300);
    claims.put("auth_time", now - 30);
    claims.put("jti", "at:" + UUID.randomUUID());
    claims.putAll(own);
    spoil(claims, form.trick(), now);
    change.accept(claims);
    return sign(form.type(), claims, form.trick());
  }

  private static void spoil(Map<String, Object> claims, ProviderTrick trick, long now) {
    switch (trick) {
      case ISSUER_OF_TOKEN_WRONG -> claims.put("iss", claims.get("iss") + "/");
      case NONCE_WRONG -> claims.put("nonce", "another");
      case NONCE_ABSENT -> claims.remove("nonce");
      case AUDIENCE_WRONG -> claims.put("aud", "another-client");
      case AUDIENCE_SHARED -> claims.put("aud", List.of(FakeOidcProvider.CLIENT, "another-client"));
      case AUTHORIZED_PARTY_WRONG -> claims.put("azp", "another-client");
      case EXPIRED -> claims.put("exp", now - 11);
      case ISSUED_LONG_AGO -> claims.put("iat", now - 301);
      case ISSUED_IN_THE_FUTURE -> claims.put("iat", now + 11);
      case ACCESS_TOKEN_HASH_WRONG -> claims.put("at_hash", half("another"));
      case AUTH_TIME_ABSENT -> claims.remove("auth_time");
      case SUBJECT_EMPTY -> claims.put("sub", "");
      default -> {
        // Nothing is wrong with the claims.
      }
    }
  }

  private String sign(String type, Map<String, Object> claims, ProviderTrick trick) {
    String right = new JoseTokenSigner(key, PROVIDERS).sign(type, claims).reveal();
    String payload = right.split("\\.", -1)[1];
    return switch (trick) {
      case ALGORITHM_NONE -> header("none", type) + "." + payload + ".AA";
      case ALGORITHM_HS256 -> hmac(header("HS256", type) + "." + payload);
      case KEY_ID_UNKNOWN -> new JoseTokenSigner(other, PROVIDERS).sign(type, claims).reveal();
      case SIGNED_BY_ANOTHER_KEY -> {
        String foreign = new JoseTokenSigner(other, PROVIDERS).sign(type, claims).reveal();
        yield header("ES256", type) + foreign.substring(foreign.indexOf('.'));
      }
      default -> right;
    };
  }

  private String header(String algorithm, String type) {
    return encode(
        ("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key.keyId() + "\",\"typ\":\"" + type + "\"}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private String hmac(String input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] publicKey = key.verificationKey().toJwk().getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(publicKey, "HmacSHA256"));
      return input + "." + encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC", e);
    }
  }

  static String sha256(String text) {
    return encode(digest(text));
  }

  private static String half(String text) {
    return encode(Arrays.copyOf(digest(text), 16));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256", e);
    }
  }

  /** Text and truth values alone: nothing in it needs escaping. */
  static String json(Map<String, Object> members) {
    return members.entrySet().stream()
        .map(member ->
            "\""
                + member.getKey()
                + "\":"
                + (member.getValue() instanceof String text
                    ? "\"" + text + "\""
                    : member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
