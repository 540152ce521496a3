package dev.locum.authservice.delegation;

import static dev.locum.authservice.delegation.BindingWorld.certified;
import static dev.locum.authservice.delegation.BindingWorld.shown;
import static dev.locum.authservice.delegation.BindingWorld.withMode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RouteDownstream;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.route.SenderConstraint;
import dev.locum.authservice.workload.Workload;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.Unconfirmed;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.proof.Confirmation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3-42, IN-3, MT-1: what a bound or unbound token is worth to a downstream. */
final class BindingWorthTest {

  private BindingWorld binding;

  @BeforeEach
  void open(@TempDir Path directory) {
    binding = new BindingWorld(directory);
  }

  @AfterEach
  void close() {
    binding.close();
  }

  /** IN-3: a downstream that asks is told to what the token is bound. */
  @Test
  void introspect_boundToken_saysToWhat() {
    IssuedToken token = binding.exchange(shown(binding.proof()));

    assertThat(worth(token.token()).orElseThrow().confirmation())
        .contains(new Confirmation.Key(binding.key.thumbprint()));
  }

  /** S3-42: the ticket that travels with the workflow opens nothing where tokens are bound. */
  @Test
  void introspect_unboundTicketOfAConstrainedRoute_isWorthNothingToADownstream() {
    Route forwarding = forwarding();
    put(forwarding);
    RawToken travelling = DelegationWorld.token(binding.issued);
    assertThat(ticketWorth(binding.world.fleet, travelling)).isPresent();

    binding.constrainRoute(forwarding);

    assertThat(ticketWorth(binding.world.fleet, travelling)).isEmpty();
    assertThat(ticketWorth(binding.world.alices, travelling)).isPresent();
    RawToken bound = binding.renew(binding.renewal()).token();
    assertThat(ticketWorth(binding.world.fleet, bound)).isPresent();
  }

  /** S3-42: what was issued before tokens were to be bound ends with the change, not by time. */
  @Test
  void introspect_unboundToken_afterTheDownstreamAsksForBoundOnes_isWorthNothing() {
    RawToken unbound = binding.exchange(ShownProof.none()).token();
    RawToken bound = binding.exchange(shown(binding.proof())).token();
    assertThat(worth(unbound)).isPresent();

    binding.constrain(SenderConstraint.DPOP);

    assertThat(worth(unbound)).isEmpty();
    assertThat(worth(bound)).isPresent();
    binding.constrain(SenderConstraint.NONE);
    binding.constrainRoute(DelegationWorld.route());
    assertThat(worth(unbound)).isEmpty();
  }

  /** MT-1: a key is no certificate, and a certificate no key, whatever was issued before. */
  @Test
  void introspect_tokenBoundOtherwiseThanAsked_isWorthNothing() {
    RawToken toKey = binding.exchange(shown(binding.proof())).token();
    binding.constrain(SenderConstraint.MTLS);
    RawToken toCertificate = binding.exchange(certified()).token();

    assertThat(worth(toKey)).isEmpty();
    assertThat(worth(toCertificate)).isPresent();
    binding.constrain(SenderConstraint.DPOP);
    assertThat(worth(toKey)).isPresent();
    assertThat(worth(toCertificate)).isEmpty();
    binding.constrain(SenderConstraint.ANY);
    assertThat(worth(toKey)).isPresent();
    assertThat(worth(toCertificate)).isPresent();
  }

  /** The same for tickets that are forwarded. */
  @Test
  void introspect_ticketBoundOtherwiseThanAsked_isWorthNothing() {
    put(forwarding());
    RawToken toKey = binding.renew(binding.renewal()).token();
    RawToken toCertificate = binding.renewToCertificate(certified()).token();

    binding.constrain(SenderConstraint.MTLS);
    assertThat(ticketWorth(binding.world.fleet, toKey)).isEmpty();
    assertThat(ticketWorth(binding.world.fleet, toCertificate)).isPresent();
    binding.constrain(SenderConstraint.DPOP);
    assertThat(ticketWorth(binding.world.fleet, toKey)).isPresent();
    assertThat(ticketWorth(binding.world.fleet, toCertificate)).isEmpty();
  }

  /** What the downstream is told of a token that was shown to it. */
  private Optional<Unconfirmed<VerifiedDownstreamToken>> worth(RawToken token) {
    return binding.world.delegations.worth().downstream(binding.world.fleet, token);
  }

  /** What a workload is told of a delegation token that was shown to it. */
  private Optional<Unconfirmed<VerifiedDelegationToken>> ticketWorth(
      Workload caller, RawToken token) {
    return binding.world.delegations.worth().delegation(caller, token);
  }

  /** The route of the tests, whose downstream is sent the delegation token itself. */
  private static Route forwarding() {
    return withMode(
        DelegationWorld.route(),
        new RouteDownstream(new Audience("fleet"), DownstreamMode.FORWARD));
  }

  private void put(Route route) {
    binding.world.logins.store.write(tx -> {
      Rules.putRoute(tx, route);
      return true;
    });
  }
}
