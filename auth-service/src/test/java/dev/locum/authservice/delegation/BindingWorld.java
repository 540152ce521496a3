package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RouteDownstream;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.route.SenderConstraint;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.TargetUri;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A {@link DelegationWorld} with one delegation, and a key and a certificate to bind to. */
final class BindingWorld implements AutoCloseable {

  static final String EXCHANGE = "/locum.auth.v1.DelegationService/ExchangeDelegation";
  static final CertificateThumbprint CERTIFICATE =
      new CertificateThumbprint("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");

  final DelegationWorld world;
  final DpopKey key;
  final Issued issued;

  BindingWorld(Path directory) {
    world = new DelegationWorld(directory);
    key = Proofs.key(world.logins);
    issued = world.issue("key-1");
  }

  static Route withMode(Route route, RouteDownstream downstream) {
    return new Route(
        route.tenant(),
        route.name(),
        route.namespace(),
        route.workflowType(),
        route.rule(),
        List.of(downstream),
        route.disabled());
  }

  void constrain(SenderConstraint constraint) {
    world.logins.store.write(tx -> {
      Downstream fleet = Rules.findDownstream(tx, new Audience("fleet")).orElseThrow();
      Rules.putDownstream(tx, fleet.withSenderConstraint(constraint));
      assertThat(Rules.findDownstream(tx, fleet.name()).orElseThrow().senderConstraint())
          .isEqualTo(constraint);
      return true;
    });
  }

  void constrainRoute(Route route) {
    world.logins.store.write(tx -> {
      Rules.putRoute(tx, route.withSenderConstrained(true));
      return true;
    });
  }

  DpopProof proof() {
    return key.prove("POST", target(EXCHANGE));
  }

  ShownProof renewal() {
    String path = "/locum.auth.v1.DelegationService/RenewDelegation";
    return new ShownProof(List.of(key.prove("POST", target(path))), Optional.empty(), "POST", path);
  }

  static TargetUri target(String path) {
    return new TargetUri(Proofs.ISSUER, path);
  }

  static ShownProof shown(DpopProof... proofs) {
    return new ShownProof(List.of(proofs), Optional.empty(), "POST", EXCHANGE);
  }

  static ShownProof certified() {
    return new ShownProof(List.of(), Optional.of(CERTIFICATE), "POST", EXCHANGE);
  }

  IssuedToken exchange(ShownProof shown) {
    return exchange(shown, "fleet.reserve");
  }

  IssuedToken exchange(ShownProof shown, String action) {
    return exchange(DelegationWorld.token(issued), shown, action);
  }

  IssuedToken exchangeFrom(RawToken token, ShownProof shown) {
    return exchange(token, shown, "fleet.reserve");
  }

  IssuedToken exchange(RawToken token, ShownProof shown, String action) {
    return world.exchange(
        new Exchanging.Question(
            token,
            Optional.of(DelegationWorld.execution(issued)),
            new Exchanging.Target.Service("fleet"),
            ActionSet.ofNames(action),
            shown));
  }

  IssuedToken renew(ShownProof shown) {
    return world.renew(DelegationWorld.token(issued), DelegationWorld.execution(issued), shown);
  }

  IssuedToken renewToCertificate(ShownProof shown) {
    return world
        .delegations
        .renewing()
        .renew(
            world.alices,
            new Renewing.Question(
                DelegationWorld.token(issued), DelegationWorld.execution(issued), shown, true),
            "corr-renew");
  }

  Optional<Confirmation> confirmationOf(IssuedToken token) {
    return world
        .logins
        .verifier
        .unconfirmedDownstreamToken(token.token(), new Audience("fleet"))
        .orElseThrow()
        .confirmation();
  }

  Optional<Confirmation> confirmationOfTicket(RawToken token) {
    return world
        .logins
        .verifier
        .unconfirmedDelegationToken(token, new Audience("locum"))
        .orElseThrow()
        .confirmation();
  }

  static void assertRefused(ThrowingCallable call, DenialReason reason) {
    DenialException refused = catchThrowableOfType(DenialException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @Override
  public void close() {
    world.close();
  }
}
