package dev.locum.token;

import static dev.locum.token.claim.ClaimNames.ACTOR;
import static dev.locum.token.claim.ClaimNames.AUDIENCE;
import static dev.locum.token.claim.ClaimNames.CLIENT_ID;
import static dev.locum.token.claim.ClaimNames.CONFIRMATION;
import static dev.locum.token.claim.ClaimNames.EPOCH;
import static dev.locum.token.claim.ClaimNames.EXPIRES_AT;
import static dev.locum.token.claim.ClaimNames.ISSUED_AT;
import static dev.locum.token.claim.ClaimNames.ISSUER;
import static dev.locum.token.claim.ClaimNames.REQUESTING_WORKLOAD;
import static dev.locum.token.claim.ClaimNames.ROLES;
import static dev.locum.token.claim.ClaimNames.SCOPE;
import static dev.locum.token.claim.ClaimNames.SESSION;
import static dev.locum.token.claim.ClaimNames.STATUS;
import static dev.locum.token.claim.ClaimNames.SUBJECT;
import static dev.locum.token.claim.ClaimNames.TENANT;
import static dev.locum.token.claim.ClaimNames.TOKEN_ID;
import static dev.locum.token.claim.ClaimNames.TRANSACTION;
import static dev.locum.token.claim.ClaimNames.TRANSACTION_CONTEXT;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one table of which claims each kind has. A token of a kind has exactly these, so the kinds
 * exclude one another even where they share a {@code typ} (RFC 8725 §3.12; BP-5).
 */
final class ClaimSets {

  private static final Map<TokenKind, Set<String>> SETS = sets();

  /** The kinds that may be bound to a key or a certificate, which says nothing about the kind. */
  private static final Set<TokenKind> BINDABLE =
      EnumSet.of(TokenKind.ACCESS, TokenKind.DELEGATION, TokenKind.DOWNSTREAM);

  private ClaimSets() {}

  /** Exactly these claims a token of the kind has. */
  static Set<String> of(TokenKind kind) {
    Set<String> names = SETS.get(kind);
    if (names == null) {
      throw new IllegalArgumentException(
          "kind: " + kind + " (expected: one with a verified token)");
    }
    return names;
  }

  /** Exactly these claims a token of the kind has, bound or not as this one is. */
  static Set<String> of(TokenKind kind, Set<String> names) {
    Set<String> claims = of(kind);
    if (!names.contains(CONFIRMATION) || !BINDABLE.contains(kind)) {
      return claims;
    }
    Set<String> bound = new HashSet<>(claims);
    bound.add(CONFIRMATION);
    return bound;
  }

  /** The kind that has exactly these claims, for the audit trail. */
  static Optional<TokenKind> kindOf(Set<String> names) {
    return SETS.keySet().stream().filter(kind -> of(kind, names).equals(names)).findFirst();
  }

  private static Map<TokenKind, Set<String>> sets() {
    Map<TokenKind, Set<String>> sets = new EnumMap<>(TokenKind.class);
    sets.put(TokenKind.ACCESS, with(CLIENT_ID, TENANT, ROLES, SESSION));
    sets.put(
        TokenKind.DELEGATION,
        with(TRANSACTION, SCOPE, REQUESTING_WORKLOAD, TRANSACTION_CONTEXT, STATUS, EPOCH));
    sets.put(
        TokenKind.DOWNSTREAM,
        with(CLIENT_ID, TENANT, TRANSACTION, SCOPE, ACTOR, TRANSACTION_CONTEXT));
    sets.put(TokenKind.SERVICE, with(CLIENT_ID));
    return Map.copyOf(sets);
  }

  private static Set<String> with(String... names) {
    Set<String> all =
        new HashSet<>(Set.of(ISSUER, SUBJECT, AUDIENCE, EXPIRES_AT, ISSUED_AT, TOKEN_ID));
    all.addAll(Arrays.asList(names));
    return Set.copyOf(all);
  }
}
