package dev.locum.policy;

import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.SessionId;
import dev.locum.token.SignedClaims;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.TokenIssuer;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Verified users. Claims go through the real issuer and verifier; only the signature is left out.
 */
final class Principals {

  private static final Audience TRIGGER = new Audience("locum-trigger");
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

  private Principals() {}

  static VerifiedAccessToken user(String tenant, String subject, Set<String> roles) {
    Issuer issuer = new Issuer("https://auth.example");
    AtomicReference<Map<String, Object>> signed = new AtomicReference<>(Map.of());
    RawToken token =
        new TokenIssuer(
                issuer,
                (type, claims) -> {
                  signed.set(claims);
                  return RawToken.of("token");
                },
                NOON,
                () -> new TokenId("jti-1"))
            .issueAccessToken(
                new AccessClaims(
                    new Subject(subject),
                    new TenantId(tenant),
                    "locum-cli",
                    TRIGGER,
                    roles,
                    new SessionId("session-1")),
                Duration.ofMinutes(5))
            .token();
    return TokenVerifier.builder()
        .issuer(issuer)
        .signatures((raw, type) -> Verification.verified(new SignedClaims(signed.get())))
        .clock(NOON)
        .build()
        .verifyAccessToken(token, TRIGGER)
        .orElseThrow();
  }
}
