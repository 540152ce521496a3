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
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.proof.Confirmation;
import java.nio.file.Path;
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

    assertThat(
            binding
                .world
                .delegations
                .worth()
                .downstream(binding.world.fleet, token.token())
                .orElseThrow()
                .confirmation())
        .contains(new Confirmation.Key(binding.key.thumbprint()));
  }

  /** S3-42: the ticket that travels with the workflow opens nothing where tokens are bound. */
  @Test
  void introspect_unboundTicketOfAConstrainedRoute_isWorthNothingToADownstream() {
    Route forwarding =
        withMode(
            DelegationWorld.route(),
            new RouteDownstream(new Audience("fleet"), DownstreamMode.FORWARD));
    binding.world.logins.store.write(tx -> {
      Rules.putRoute(tx, forwarding);
      return true;
    });
    RawToken travelling = DelegationWorld.token(binding.issued);
    assertThat(binding.world.delegations.worth().delegation(binding.world.fleet, travelling))
        .isPresent();

    binding.constrainRoute(forwarding);

    assertThat(binding.world.delegations.worth().delegation(binding.world.fleet, travelling))
        .isEmpty();
    assertThat(binding.world.delegations.worth().delegation(binding.world.alices, travelling))
        .isPresent();
    assertThat(
            binding
                .world
                .delegations
                .worth()
                .delegation(binding.world.fleet, binding.renew(binding.renewal()).token()))
        .isPresent();
  }

  /**
   * S3-42: what was binding.issued before tokens were to be bound ends with the change, not by
   * time.
   */
  @Test
  void introspect_unboundToken_afterTheDownstreamAsksForBoundOnes_isWorthNothing() {
    RawToken unbound = binding.exchange(ShownProof.none()).token();
    RawToken bound = binding.exchange(shown(binding.proof())).token();
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, unbound))
        .isPresent();

    binding.constrain(SenderConstraint.DPOP);

    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, unbound))
        .isEmpty();
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, bound))
        .isPresent();
    binding.constrain(SenderConstraint.NONE);
    binding.constrainRoute(DelegationWorld.route());
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, unbound))
        .isEmpty();
  }

  /**
   * MT-1: a key is no certificate, and a certificate no key, whatever was binding.issued before.
   */
  @Test
  void introspect_tokenBoundOtherwiseThanAsked_isWorthNothing() {
    RawToken toKey = binding.exchange(shown(binding.proof())).token();
    binding.constrain(SenderConstraint.MTLS);
    RawToken toCertificate = binding.exchange(certified()).token();

    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, toKey)).isEmpty();
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, toCertificate))
        .isPresent();
    binding.constrain(SenderConstraint.DPOP);
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, toKey))
        .isPresent();
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, toCertificate))
        .isEmpty();
    binding.constrain(SenderConstraint.ANY);
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, toKey))
        .isPresent();
    assertThat(binding.world.delegations.worth().downstream(binding.world.fleet, toCertificate))
        .isPresent();
  }

  /** The same for tickets that are forwarded. */
  @Test
  void introspect_ticketBoundOtherwiseThanAsked_isWorthNothing() {
    binding.world.logins.store.write(tx -> {
      Rules.putRoute(
          tx,
          withMode(
              DelegationWorld.route(),
              new RouteDownstream(new Audience("fleet"), DownstreamMode.FORWARD)));
      return true;
    });
    RawToken toKey = binding.renew(binding.renewal()).token();
    RawToken toCertificate = binding.renewToCertificate(certified()).token();

    binding.constrain(SenderConstraint.MTLS);
    assertThat(binding.world.delegations.worth().delegation(binding.world.fleet, toKey)).isEmpty();
    assertThat(binding.world.delegations.worth().delegation(binding.world.fleet, toCertificate))
        .isPresent();
    binding.constrain(SenderConstraint.DPOP);
    assertThat(binding.world.delegations.worth().delegation(binding.world.fleet, toKey))
        .isPresent();
    assertThat(binding.world.delegations.worth().delegation(binding.world.fleet, toCertificate))
        .isEmpty();
  }
}
