package dev.locum.grpcauthz.jwt;

import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.token.Issuer;
import dev.locum.token.jose.SigningAlgorithm;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * One issuer whose tokens a service accepts, with its keys and what its tokens are like.
 *
 * @param issuer the exact {@code iss}
 * @param keys its own keys
 * @param types the {@code typ} headers that it uses, compared exactly
 * @param algorithms those of its keys that count; the algorithm is always that of the key
 * @param longestLife the longest time from {@code iat} to {@code exp} that is accepted
 */
public record JwtIssuer(
    Issuer issuer,
    IssuerKeys keys,
    Set<String> types,
    Set<SigningAlgorithm> algorithms,
    Duration longestLife) {

  /** The {@code typ} of JWT access tokens (RFC 9068 §2.1); the default. */
  public static final String ACCESS_TOKEN = "at+jwt";

  private static final Duration DAY = Duration.ofDays(1);

  /**
   * Copies the sets and checks the range.
   *
   * @throws IllegalArgumentException if the longest life is not within a second and a day
   */
  public JwtIssuer {
    types = Set.copyOf(types);
    algorithms = Set.copyOf(algorithms);
    if (longestLife.compareTo(Duration.ofSeconds(1)) < 0 || longestLife.compareTo(DAY) > 0) {
      throw new IllegalArgumentException(
          "longest life: " + longestLife + " (expected: PT1S to " + DAY + ")");
    }
  }

  /** An issuer of {@code at+jwt} tokens of at most an hour, with any algorithm that we know. */
  public static JwtIssuer of(Issuer issuer, IssuerKeys keys) {
    return new JwtIssuer(
        issuer,
        keys,
        Set.of(ACCESS_TOKEN),
        EnumSet.allOf(SigningAlgorithm.class),
        Duration.ofHours(1));
  }

  /**
   * The same with these {@code typ} headers. A bare {@code JWT} also fits the ID tokens of most
   * issuers: with it only the audience keeps them apart (RFC 8725 §3.11).
   */
  public JwtIssuer withTypes(String... types) {
    return new JwtIssuer(issuer, keys, Set.of(types), algorithms, longestLife);
  }

  /** The same, of whose keys only those with these algorithms count. */
  public JwtIssuer withAlgorithms(SigningAlgorithm... algorithms) {
    return new JwtIssuer(issuer, keys, types, Set.of(algorithms), longestLife);
  }

  /** The same with tokens that live at most this long. */
  public JwtIssuer withLongestLife(Duration longest) {
    return new JwtIssuer(issuer, keys, types, algorithms, longest);
  }
}
