package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.token.AccessClaims;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.TokenKind;
import dev.locum.token.TokenLife;
import dev.locum.token.Unconfirmed;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.proof.Confirmation;
import java.util.List;
import java.util.TreeSet;

/** What introspection says of a token that counts. */
final class FakeIntrospection {

  private FakeIntrospection() {}

  static IntrospectTokenResponse of(Unconfirmed<VerifiedAccessToken> found) {
    VerifiedAccessToken token = found.unproven();
    AccessClaims claims = token.claims();
    IntrospectTokenResponse.Builder answer =
        living(TokenKind.ACCESS, token.life())
            .setSubject(claims.subject().value())
            .setTenant(claims.tenant().value())
            .addAllRoles(new TreeSet<>(claims.roles()))
            .setClientId(claims.clientId())
            .addAudience(claims.audience().value());
    found.confirmation().ifPresent(bound -> answer.setConfirmation(confirmation(bound)));
    return answer.build();
  }

  private static dev.locum.protocol.auth.v1.Confirmation confirmation(Confirmation bound) {
    var answer = dev.locum.protocol.auth.v1.Confirmation.newBuilder();
    if (bound instanceof Confirmation.Certificate certificate) {
      return answer.setX5TS256(certificate.thumbprint().value()).build();
    }
    return answer.setJkt(((Confirmation.Key) bound).thumbprint().value()).build();
  }

  static IntrospectTokenResponse of(VerifiedDelegationToken token) {
    DelegationClaims claims = token.claims();
    return living(TokenKind.DELEGATION, token.life())
        .setSubject(claims.subject().value())
        .setTenant(claims.scope().tenant().value())
        .addAllScope(names(claims.actions()))
        .addAudience(claims.trustDomain().value())
        .setDelegationId(claims.delegation().value())
        .build();
  }

  static IntrospectTokenResponse of(VerifiedDownstreamToken token) {
    DownstreamClaims claims = token.claims();
    return living(TokenKind.DOWNSTREAM, token.life())
        .setSubject(claims.subject().value())
        .setTenant(claims.tenant().value())
        .addAllScope(names(claims.actions()))
        .addAudience(claims.audience().value())
        .setDelegationId(claims.delegation().value())
        .setActor(claims.actor().workload().value())
        .build();
  }

  private static IntrospectTokenResponse.Builder living(TokenKind kind, TokenLife life) {
    return IntrospectTokenResponse.newBuilder()
        .setActive(true)
        .setTokenKind(kind.name())
        .setExpiresAt(ProtoTimes.timestamp(life.expiresAt()))
        .setTokenId(life.id().value());
  }

  static List<String> names(ActionSet actions) {
    return actions.toSet().stream().map(Action::name).toList();
  }
}
