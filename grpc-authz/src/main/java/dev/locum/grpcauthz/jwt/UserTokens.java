package dev.locum.grpcauthz.jwt;

import dev.locum.token.TenantId;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of end users at a service that knows nothing of the rest of Locum: which issuers, and
 * which claims say what. It opens gated methods only, never an internal one (H1). Immutable.
 *
 * <pre>{@code
 * UserTokens.of(JwtVerifier.of(List.of(JwtIssuer.of(issuer, keys)), providers, Timing.of(clock)))
 *     .rolesIn("realm_access.roles");
 * }</pre>
 */
public final class UserTokens {

  private final JwtVerifier verifier;
  private final String roles;
  private final String scopes;
  private final @Nullable String tenant;

  private UserTokens(JwtVerifier verifier, String roles, String scopes, @Nullable String tenant) {
    this.verifier = verifier;
    this.roles = roles;
    this.scopes = scopes;
    this.tenant = tenant;
  }

  /**
   * Roles from {@code roles}, a list (RFC 9068 §2.2.3.1), and scopes from {@code scope}, text with
   * spaces (RFC 8693 §4.2); no tenant.
   */
  public static UserTokens of(JwtVerifier verifier) {
    return new UserTokens(verifier, ClaimNames.ROLES, ClaimNames.SCOPE, null);
  }

  /** The same with roles from this claim; dots lead into nested objects. */
  public UserTokens rolesIn(String claim) {
    return new UserTokens(verifier, claim, scopes, tenant);
  }

  /** The same with scopes from this claim; dots lead into nested objects. */
  public UserTokens scopesIn(String claim) {
    return new UserTokens(verifier, roles, claim, tenant);
  }

  /** The same with the tenant from this claim, which a token must then have. */
  public UserTokens tenantIn(String claim) {
    return new UserTokens(verifier, roles, scopes, claim);
  }

  /** Verifies the tokens. */
  public JwtVerifier verifier() {
    return verifier;
  }

  /**
   * Whom a verified token is about. A claim of roles or scopes that is absent gives none.
   *
   * @throws DenialException if a claim has another type than it must
   * @throws IllegalArgumentException if the tenant has another form
   */
  public EndUser userOf(VerifiedJwt token) {
    return new EndUser(
        token.issuer(),
        token.subject(),
        tenant == null
            ? Optional.empty()
            : Optional.of(new TenantId(required(token.claims(), tenant))),
        texts(token.claims(), roles),
        texts(token.claims(), scopes));
  }

  private static String required(ClaimReader claims, String path) {
    Place place = place(claims, path).orElse(new Place(claims, path));
    return place.in().text(place.name());
  }

  /** A list, or one text that is split at its spaces. */
  private static Set<String> texts(ClaimReader claims, String path) {
    return place(claims, path).map(UserTokens::texts).orElse(Set.of());
  }

  private static Set<String> texts(Place place) {
    List<String> texts = place.in().textOrTexts(place.name());
    if (!place.in().isText(place.name())) {
      // A role of a list may have a space in it; it is one role all the same.
      return Set.copyOf(new HashSet<>(texts));
    }
    Set<String> split = new HashSet<>(Arrays.asList(texts.get(0).split(" ", -1)));
    split.remove("");
    return split;
  }

  /** Where a claim is: by its whole name, which may have dots, or inside nested objects. */
  private static Optional<Place> place(ClaimReader claims, String path) {
    if (claims.has(path)) {
      return Optional.of(new Place(claims, path));
    }
    int dot = path.indexOf('.');
    return dot > 0 && claims.has(path.substring(0, dot))
        ? place(claims.object(path.substring(0, dot)), path.substring(dot + 1))
        : Optional.empty();
  }

  private record Place(ClaimReader in, String name) {}
}
