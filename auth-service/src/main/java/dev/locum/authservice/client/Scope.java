package dev.locum.authservice.client;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a client may ask of a user. There are no others, and none is given that was not asked. */
public enum Scope {
  /** An id token, and what the userinfo endpoint says (OpenID Connect Core §3.1.2.1). */
  OPENID,
  /** The user's name, tenant and roles in them (§5.4). */
  PROFILE,
  /** To act as the user: access tokens for the trigger, and for the services users call. */
  WORK;

  private static final int MAX_LENGTH = 256;

  /** How it is written in {@code scope}. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope written so; compared exactly, since scopes have a case (RFC 6749 §3.3). */
  public static Optional<Scope> of(String value) {
    return Arrays.stream(values()).filter(scope -> scope.value().equals(value)).findFirst();
  }

  /** A {@code scope} parameter; empty if any part of it is unknown, or there is none. */
  public static Optional<Set<Scope>> parse(String text) {
    if (text.length() > MAX_LENGTH || text.isEmpty()) {
      return Optional.empty();
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String part : text.split(" ", -1)) {
      Optional<Scope> scope = of(part);
      if (scope.isEmpty()) {
        return Optional.empty();
      }
      scopes.add(scope.get());
    }
    return Optional.of(scopes);
  }

  /** A {@code scope} parameter of these, in one order. */
  public static String print(Set<Scope> allowed) {
    return String.join(
        " ", Arrays.stream(values()).filter(allowed::contains).map(Scope::value).toList());
  }

  /** All values, for the metadata and messages. */
  public static List<String> allValues() {
    return Arrays.stream(values()).map(Scope::value).toList();
  }
}
