package dev.locum.authservice.oauth.authority;

import dev.locum.token.ActionSet;
import dev.locum.token.Actor;
import dev.locum.token.Audience;
import dev.locum.token.TokenKind;
import dev.locum.token.TokenLife;
import dev.locum.token.proof.Confirmation;
import java.util.Optional;
import java.util.Set;

/**
 * What a token that counts is worth to the workload that asks (RFC 7662 §2.2).
 *
 * @param kind which rules it was verified by
 * @param audience {@code aud}
 * @param life {@code jti}, {@code iat}, {@code exp}
 * @param about whom it is about
 * @param grant what it permits
 * @param confirmation to what it is bound ({@code cnf}); whoever asks has to see the proof
 */
public record Introspection(
    TokenKind kind,
    Audience audience,
    TokenLife life,
    About about,
    Grant grant,
    Optional<Confirmation> confirmation) {

  /** What a token that is bound to nothing is worth. */
  public Introspection(
      TokenKind kind, Audience audience, TokenLife life, About about, Grant grant) {
    this(kind, audience, life, about, grant, Optional.empty());
  }

  /**
   * Whom a token is about.
   *
   * @param subject {@code sub}
   * @param tenant absent for a workload of the platform
   * @param clientId {@code client_id}; absent for a delegation
   * @param roles of the user, now; empty for other tokens than access tokens
   */
  public record About(
      String subject, Optional<String> tenant, Optional<String> clientId, Set<String> roles) {}

  /**
   * What a token permits.
   *
   * @param actions {@code scope}; absent for access and service tokens
   * @param delegation {@code txn}
   * @param actor {@code act}
   */
  public record Grant(
      Optional<ActionSet> actions, Optional<String> delegation, Optional<Actor> actor) {

    /** Neither access nor service tokens permit actions. */
    public static Grant none() {
      return new Grant(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
