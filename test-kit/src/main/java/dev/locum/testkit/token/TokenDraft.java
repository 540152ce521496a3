package dev.locum.testkit.token;

import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.TokenIssuer;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.jose.JoseTokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A token in the making: valid, but for what is stated. What the typed methods cannot express,
 * because the production types refuse it, {@link #with} and {@link #without} write into the claims
 * after the fact; the signature is always over what the token says.
 *
 * @param <T> the draft itself
 */
public abstract sealed class TokenDraft<T extends TokenDraft<T>>
    permits AccessTokenDraft, DelegationTokenDraft, DownstreamTokenDraft, ServiceTokenDraft {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestIssuer issuer;
  private final Map<String, @Nullable Object> changes = new LinkedHashMap<>();
  private Duration life = MINUTE;
  private Instant issuedAt;
  private @Nullable String type;

  TokenDraft(TestIssuer issuer) {
    this.issuer = issuer;
    this.issuedAt = issuer.clock().instant();
  }

  /**
   * Life from its issue; within the bounds of its kind, see {@link #with} for others. One minute by
   * default.
   */
  public final T life(Duration life) {
    this.life = life;
    return self();
  }

  public final T issuedAt(Instant issuedAt) {
    this.issuedAt = issuedAt;
    return self();
  }

  /** Expired a second ago. */
  public final T expired() {
    return issuedAt(issuer.clock().instant().minus(life).minusSeconds(1));
  }

  /** Issued an hour ahead of the clock. */
  public final T fromTheFuture() {
    return issuedAt(issuer.clock().instant().plus(Duration.ofHours(1)));
  }

  /** Another {@code typ} header. */
  public final T type(String type) {
    this.type = type;
    return self();
  }

  /** The claim says this, whatever it is. */
  public final T with(String claim, Object value) {
    changes.put(claim, value);
    return self();
  }

  /** The claim is absent. */
  public final T without(String claim) {
    changes.put(claim, null);
    return self();
  }

  /** Another {@code iss}, signed with the same key. */
  public final T issuer(String issuer) {
    return with(ClaimNames.ISSUER, issuer);
  }

  /** The token with its life. */
  public final IssuedToken issue() {
    JoseTokenSigner signer = new JoseTokenSigner(issuer.key(), issuer.providers());
    TokenIssuer tokens =
        new TokenIssuer(
            TestIssuer.ISSUER,
            (kind, claims) -> signer.sign(Objects.requireNonNullElse(type, kind), changed(claims)),
            Clock.fixed(issuedAt, ZoneOffset.UTC),
            issuer::nextId);
    return issue(tokens, life);
  }

  /** The token alone. */
  public final RawToken token() {
    return issue().token();
  }

  /** The text of the token, for a header or a field. */
  public final String text() {
    return token().reveal();
  }

  abstract IssuedToken issue(TokenIssuer tokens, Duration life);

  abstract T self();

  private Map<String, Object> changed(Map<String, Object> claims) {
    Map<String, Object> changed = new LinkedHashMap<>(claims);
    changes.forEach((claim, value) -> {
      if (value == null) {
        changed.remove(claim);
      } else {
        changed.put(claim, value);
      }
    });
    return changed;
  }
}
