package dev.locum.authservice.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.DownstreamMode;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3-42, S3-53, DP-1 to DP-4, MT-1: what tokens are bound to, and when there is none without. */
final class SenderBindingTest {

  private static final String EXCHANGE = "/locum.auth.v1.DelegationService/ExchangeDelegation";
  private static final CertificateThumbprint CERTIFICATE =
      new CertificateThumbprint("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");

  private DelegationWorld world;
  private DpopKey key;
  private Issued issued;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new DelegationWorld(directory);
    key = Proofs.key(world.logins);
    issued = world.issue("key-1");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void exchange_withAProof_isBoundToItsKeyAlsoWhereNobodyAsks() {
    IssuedToken token = exchange(shown(proof()));

    assertThat(token.confirmation()).contains(new Confirmation.Key(key.thumbprint()));
    assertThat(token.scheme()).isEqualTo("DPoP");
    assertThat(confirmationOf(token)).contains(new Confirmation.Key(key.thumbprint()));
  }

  @Test
  void exchange_withoutOneWhereNobodyAsks_isABearerToken() {
    IssuedToken token = exchange(certified());

    assertThat(token.scheme()).isEqualTo("Bearer");
    assertThat(confirmationOf(token)).isEmpty();
  }

  @Test
  void exchange_whereAKeyIsAskedFor_needsOne() {
    constrain(SenderConstraint.DPOP);

    assertRefused(() -> exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertRefused(() -> exchange(certified()), DenialReason.PROOF_NEEDED);
    assertThat(exchange(shown(proof())).scheme()).isEqualTo("DPoP");
  }

  @Test
  void exchange_whereACertificateIsAskedFor_needsOneAndIsBoundToIt() {
    constrain(SenderConstraint.MTLS);

    assertRefused(() -> exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertRefused(() -> exchange(shown(proof())), DenialReason.PROOF_NEEDED);
    IssuedToken token = exchange(certified());
    assertThat(token.confirmation()).contains(new Confirmation.Certificate(CERTIFICATE));
    assertThat(token.scheme()).isEqualTo("Bearer");
  }

  @Test
  void exchange_whereEitherIsAskedFor_prefersTheKey() {
    constrain(SenderConstraint.ANY);

    assertRefused(() -> exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertThat(exchange(certified()).confirmation())
        .contains(new Confirmation.Certificate(CERTIFICATE));
    ShownProof both = new ShownProof(List.of(proof()), Optional.of(CERTIFICATE), "POST", EXCHANGE);
    assertThat(exchange(both).confirmation()).contains(new Confirmation.Key(key.thumbprint()));
  }

  /** The route asks although the downstream does not. */
  @Test
  void exchange_onAConstrainedRoute_needsAProof() {
    constrainRoute(DelegationWorld.route());

    assertRefused(() -> exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertThat(exchange(shown(proof())).scheme()).isEqualTo("DPoP");
  }

  /** Who lacks the action learns nothing of what the downstream asks for. */
  @Test
  void exchange_withoutTheRight_isRefusedAsThatFirst() {
    constrain(SenderConstraint.DPOP);

    assertRefused(() -> exchange(ShownProof.none(), "trip.end"), DenialReason.ACTION_NOT_GRANTED);
  }

  @Test
  void exchange_withAProofThatDoesNotCount_isRefusedAndAudited() {
    DpopProof once = proof();
    exchange(shown(once));
    world.logins.forgetEvents();

    assertRefused(() -> exchange(shown(once)), DenialReason.PROOF_REPLAYED);
    assertRefused(() -> exchange(shown(proof(), proof())), DenialReason.PROOF_MALFORMED);
    assertRefused(
        () -> exchange(shown(key.prove("POST", target("/another")))),
        DenialReason.PROOF_FOR_OTHER_REQUEST);
    assertRefused(
        () -> exchange(shown(key.prove("POST", new TargetUri("https://evil", EXCHANGE)))),
        DenialReason.PROOF_FOR_OTHER_REQUEST);
    DpopProof old = proof();
    world.logins.clock.advance(Duration.ofSeconds(66));
    assertRefused(() -> exchange(shown(old)), DenialReason.PROOF_STALE);
    assertThat(world.logins.events())
        .extracting(event -> event.decision().reason())
        .containsExactly(
            "PROOF_REPLAYED",
            "PROOF_MALFORMED",
            "PROOF_FOR_OTHER_REQUEST",
            "PROOF_FOR_OTHER_REQUEST",
            "PROOF_STALE");
  }

  /** A ticket for forwarding is bound; nothing is derived from it, whoever shows it. */
  @Test
  void renew_withAProof_isBoundAndAParentOfNothing() {
    RawToken bound = renew(renewal()).token();

    assertThat(confirmationOfTicket(bound)).contains(new Confirmation.Key(key.thumbprint()));
    assertRefused(() -> exchangeFrom(bound, shown(proof())), DenialReason.PROOF_NEEDED);
    assertRefused(
        () -> world.renew(bound, DelegationWorld.execution(issued), ShownProof.none()),
        DenialReason.PROOF_NEEDED);
  }

  @Test
  void renew_withoutAProof_isAnUnboundTicketThatCanBeRenewed() {
    IssuedToken ticket = renew(certified());

    assertThat(ticket.confirmation()).isEmpty();
    assertThat(exchangeFrom(ticket.token(), shown(proof())).scheme()).isEqualTo("DPoP");
  }

  /** IN-3: a downstream that asks is told to what the token is bound. */
  @Test
  void introspect_boundToken_saysToWhat() {
    IssuedToken token = exchange(shown(proof()));

    assertThat(
            world
                .delegations
                .worth()
                .downstream(world.fleet, token.token())
                .orElseThrow()
                .confirmation())
        .contains(new Confirmation.Key(key.thumbprint()));
  }

  /** S3-42: the ticket that travels with the workflow opens nothing where tokens are bound. */
  @Test
  void introspect_unboundTicketOfAConstrainedRoute_isWorthNothingToADownstream() {
    Route forwarding =
        withMode(
            DelegationWorld.route(),
            new RouteDownstream(new Audience("fleet"), DownstreamMode.FORWARD));
    world.logins.store.write(tx -> {
      Rules.putRoute(tx, forwarding);
      return true;
    });
    RawToken travelling = DelegationWorld.token(issued);
    assertThat(world.delegations.worth().delegation(world.fleet, travelling)).isPresent();

    constrainRoute(forwarding);

    assertThat(world.delegations.worth().delegation(world.fleet, travelling)).isEmpty();
    assertThat(world.delegations.worth().delegation(world.alices, travelling)).isPresent();
    assertThat(world.delegations.worth().delegation(world.fleet, renew(renewal()).token()))
        .isPresent();
  }

  /** S3-42: what was issued before tokens were to be bound ends with the change, not by time. */
  @Test
  void introspect_unboundToken_afterTheDownstreamAsksForBoundOnes_isWorthNothing() {
    RawToken unbound = exchange(ShownProof.none()).token();
    RawToken bound = exchange(shown(proof())).token();
    assertThat(world.delegations.worth().downstream(world.fleet, unbound)).isPresent();

    constrain(SenderConstraint.DPOP);

    assertThat(world.delegations.worth().downstream(world.fleet, unbound)).isEmpty();
    assertThat(world.delegations.worth().downstream(world.fleet, bound)).isPresent();
    constrain(SenderConstraint.NONE);
    constrainRoute(DelegationWorld.route());
    assertThat(world.delegations.worth().downstream(world.fleet, unbound)).isEmpty();
  }

  private static Route withMode(Route route, RouteDownstream downstream) {
    return new Route(
        route.tenant(),
        route.name(),
        route.namespace(),
        route.workflowType(),
        route.rule(),
        List.of(downstream),
        route.disabled());
  }

  private void constrain(SenderConstraint constraint) {
    world.logins.store.write(tx -> {
      Downstream fleet = Rules.findDownstream(tx, new Audience("fleet")).orElseThrow();
      Rules.putDownstream(tx, fleet.withSenderConstraint(constraint));
      assertThat(Rules.findDownstream(tx, fleet.name()).orElseThrow().senderConstraint())
          .isEqualTo(constraint);
      return true;
    });
  }

  private void constrainRoute(Route route) {
    world.logins.store.write(tx -> {
      Rules.putRoute(tx, route.withSenderConstrained(true));
      return true;
    });
  }

  private DpopProof proof() {
    return key.prove("POST", target(EXCHANGE));
  }

  private ShownProof renewal() {
    String path = "/locum.auth.v1.DelegationService/RenewDelegation";
    return new ShownProof(List.of(key.prove("POST", target(path))), Optional.empty(), "POST", path);
  }

  private static TargetUri target(String path) {
    return new TargetUri(Proofs.ISSUER, path);
  }

  private static ShownProof shown(DpopProof... proofs) {
    return new ShownProof(List.of(proofs), Optional.empty(), "POST", EXCHANGE);
  }

  private static ShownProof certified() {
    return new ShownProof(List.of(), Optional.of(CERTIFICATE), "POST", EXCHANGE);
  }

  private IssuedToken exchange(ShownProof shown) {
    return exchange(shown, "fleet.reserve");
  }

  private IssuedToken exchange(ShownProof shown, String action) {
    return exchange(DelegationWorld.token(issued), shown, action);
  }

  private IssuedToken exchangeFrom(RawToken token, ShownProof shown) {
    return exchange(token, shown, "fleet.reserve");
  }

  private IssuedToken exchange(RawToken token, ShownProof shown, String action) {
    return world.exchange(
        new Exchanging.Question(
            token,
            Optional.of(DelegationWorld.execution(issued)),
            new Exchanging.Target.Service("fleet"),
            ActionSet.ofNames(action),
            shown));
  }

  private IssuedToken renew(ShownProof shown) {
    return world.renew(DelegationWorld.token(issued), DelegationWorld.execution(issued), shown);
  }

  private Optional<Confirmation> confirmationOf(IssuedToken token) {
    return world
        .logins
        .verifier
        .unconfirmedDownstreamToken(token.token(), new Audience("fleet"))
        .orElseThrow()
        .confirmation();
  }

  private Optional<Confirmation> confirmationOfTicket(RawToken token) {
    return world
        .logins
        .verifier
        .unconfirmedDelegationToken(token, new Audience("locum"))
        .orElseThrow()
        .confirmation();
  }

  private static void assertRefused(ThrowingCallable call, DenialReason reason) {
    DenialException refused = catchThrowableOfType(DenialException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
  }
}
