package dev.locum.authservice.oauth.client;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.TokenBinding;
import dev.locum.authservice.workload.Workload;

/** A client that may call an endpoint. */
public sealed interface OAuthClient {

  /** The client that users have on their machines; it cannot keep a secret (RFC 6749 §2.1). */
  String PUBLIC_CLIENT_ID = "locum-cli";

  /** A workload that has proven itself. */
  record Proven(Workload workload) implements OAuthClient {}

  /** The built-in public client; anybody can claim to be it. */
  record Public(String id) implements OAuthClient {}

  /** A registered client that has proven itself, or is public and claims to be it. */
  record Registered(Client client) implements OAuthClient {}

  /**
   * The workload.
   *
   * @throws OAuthRefusal {@code unauthorized_client} if it is anybody else
   */
  default Workload requireWorkload() {
    if (this instanceof Proven proven) {
      return proven.workload();
    }
    throw new OAuthRefusal(ErrorCode.UNAUTHORIZED_CLIENT);
  }

  /**
   * The registered client.
   *
   * @throws OAuthRefusal {@code unauthorized_client} if it is none, or may not use this grant
   */
  default Client requireRegistered(UserGrant grant) {
    if (this instanceof Registered registered && registered.client().mayUse(grant)) {
      return registered.client();
    }
    throw new OAuthRefusal(ErrorCode.UNAUTHORIZED_CLIENT);
  }

  /**
   * The id of a client through which users log in.
   *
   * @throws OAuthRefusal {@code unauthorized_client} if it is a workload, which does not log users
   *     in, or may not use this grant
   */
  default String requireUserClient(UserGrant grant) {
    return this instanceof Public client ? client.id() : requireRegistered(grant).id().value();
  }

  /** Whether it gets refresh tokens. */
  default boolean isRefreshable() {
    return switch (this) {
      case Proven proven -> false;
      case Public client -> true;
      case Registered registered -> registered.client().mayUse(UserGrant.REFRESH_TOKEN);
    };
  }

  /** Whether it has proven itself; if not, anybody can claim to be it. */
  default boolean isConfidential() {
    return switch (this) {
      case Proven proven -> true;
      case Public client -> false;
      case Registered registered -> !registered.client().isPublic();
    };
  }

  /**
   * To which certificate the tokens of its users are bound: to the one that is shown, where it is
   * registered so (RFC 8705 §3.4).
   *
   * @throws OAuthRefusal {@code invalid_request} if they are to be, and no certificate is shown, or
   *     a proof of a key as well
   */
  default TokenBinding binding(ShownProof shown) {
    if (this instanceof Registered registered && registered.client().rules().hasBoundTokens()) {
      return shown
          .certificate()
          .filter(certificate -> shown.proofs().isEmpty())
          .map(certificate -> TokenBinding.to(certificate, registered.client().isPublic()))
          .orElseThrow(() -> new OAuthRefusal(ErrorCode.INVALID_REQUEST));
    }
    return TokenBinding.none();
  }

  /** Its {@code client_id}. */
  default String clientId() {
    return switch (this) {
      case Proven proven -> proven.workload().id().value();
      case Public client -> client.id();
      case Registered registered -> registered.client().id().value();
    };
  }
}
