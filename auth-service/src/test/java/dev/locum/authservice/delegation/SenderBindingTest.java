package dev.locum.authservice.delegation;

import static dev.locum.authservice.delegation.BindingWorld.assertRefused;
import static dev.locum.authservice.delegation.BindingWorld.certified;
import static dev.locum.authservice.delegation.BindingWorld.shown;
import static dev.locum.authservice.delegation.BindingWorld.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.route.SenderConstraint;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.TargetUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3-42, S3-53, DP-1 to DP-4, MT-1: what tokens are bound to, and when there is none without. */
final class SenderBindingTest {

  private BindingWorld binding;

  @BeforeEach
  void open(@TempDir Path directory) {
    binding = new BindingWorld(directory);
  }

  @AfterEach
  void close() {
    binding.close();
  }

  @Test
  void exchange_withAProof_isBoundToItsKeyAlsoWhereNobodyAsks() {
    IssuedToken token = binding.exchange(shown(binding.proof()));

    assertThat(token.confirmation()).contains(new Confirmation.Key(binding.key.thumbprint()));
    assertThat(token.scheme()).isEqualTo("DPoP");
    assertThat(binding.confirmationOf(token))
        .contains(new Confirmation.Key(binding.key.thumbprint()));
  }

  @Test
  void exchange_withoutOneWhereNobodyAsks_isABearerToken() {
    IssuedToken token = binding.exchange(certified());

    assertThat(token.scheme()).isEqualTo("Bearer");
    assertThat(binding.confirmationOf(token)).isEmpty();
  }

  @Test
  void exchange_whereAKeyIsAskedFor_needsOne() {
    binding.constrain(SenderConstraint.DPOP);

    assertRefused(() -> binding.exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertRefused(() -> binding.exchange(certified()), DenialReason.PROOF_NEEDED);
    assertThat(binding.exchange(shown(binding.proof())).scheme()).isEqualTo("DPoP");
  }

  @Test
  void exchange_whereACertificateIsAskedFor_needsOneAndIsBoundToIt() {
    binding.constrain(SenderConstraint.MTLS);

    assertRefused(() -> binding.exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertRefused(() -> binding.exchange(shown(binding.proof())), DenialReason.PROOF_NEEDED);
    IssuedToken token = binding.exchange(certified());
    assertThat(token.confirmation())
        .contains(new Confirmation.Certificate(BindingWorld.CERTIFICATE));
    assertThat(token.scheme()).isEqualTo("Bearer");
  }

  @Test
  void exchange_whereEitherIsAskedFor_prefersTheKey() {
    binding.constrain(SenderConstraint.ANY);

    assertRefused(() -> binding.exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertThat(binding.exchange(certified()).confirmation())
        .contains(new Confirmation.Certificate(BindingWorld.CERTIFICATE));
    ShownProof both =
        new ShownProof(
            List.of(binding.proof()),
            Optional.of(BindingWorld.CERTIFICATE),
            "POST",
            BindingWorld.EXCHANGE);
    assertThat(binding.exchange(both).confirmation())
        .contains(new Confirmation.Key(binding.key.thumbprint()));
  }

  /** The route asks although the downstream does not. */
  @Test
  void exchange_onAConstrainedRoute_needsAProof() {
    binding.constrainRoute(DelegationWorld.route());

    assertRefused(() -> binding.exchange(ShownProof.none()), DenialReason.PROOF_NEEDED);
    assertThat(binding.exchange(shown(binding.proof())).scheme()).isEqualTo("DPoP");
  }

  /** Who lacks the action learns nothing of what the downstream asks for. */
  @Test
  void exchange_withoutTheRight_isRefusedAsThatFirst() {
    binding.constrain(SenderConstraint.DPOP);

    assertRefused(
        () -> binding.exchange(ShownProof.none(), "trip.end"), DenialReason.ACTION_NOT_GRANTED);
  }

  @Test
  void exchange_withAProofThatDoesNotCount_isRefusedAndAudited() {
    DpopProof once = binding.proof();
    binding.exchange(shown(once));
    binding.world.logins.forgetEvents();

    assertRefused(() -> binding.exchange(shown(once)), DenialReason.PROOF_REPLAYED);
    assertRefused(
        () -> binding.exchange(shown(binding.proof(), binding.proof())),
        DenialReason.PROOF_MALFORMED);
    assertRefused(
        () -> binding.exchange(shown(binding.key.prove("POST", target("/another")))),
        DenialReason.PROOF_FOR_OTHER_REQUEST);
    assertRefused(
        () ->
            binding.exchange(
                shown(
                    binding.key.prove(
                        "POST", new TargetUri("https://evil", BindingWorld.EXCHANGE)))),
        DenialReason.PROOF_FOR_OTHER_REQUEST);
    DpopProof old = binding.proof();
    binding.world.logins.clock.advance(Duration.ofSeconds(66));
    assertRefused(() -> binding.exchange(shown(old)), DenialReason.PROOF_STALE);
    assertThat(binding.world.logins.events())
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
    RawToken bound = binding.renew(binding.renewal()).token();

    assertThat(binding.confirmationOfTicket(bound))
        .contains(new Confirmation.Key(binding.key.thumbprint()));
    assertRefused(
        () -> binding.exchangeFrom(bound, shown(binding.proof())), DenialReason.PROOF_NEEDED);
    assertRefused(
        () ->
            binding.world.renew(
                bound, DelegationWorld.execution(binding.issued), ShownProof.none()),
        DenialReason.PROOF_NEEDED);
  }

  @Test
  void renew_withoutAProof_isAnUnboundTicketThatCanBeRenewed() {
    IssuedToken ticket = binding.renew(certified());

    assertThat(ticket.confirmation()).isEmpty();
    assertThat(binding.exchangeFrom(ticket.token(), shown(binding.proof())).scheme())
        .isEqualTo("DPoP");
  }

  @Test
  void renew_toTheCertificate_needsOneAndIsAParentOfNothing() {
    IssuedToken ticket = binding.renewToCertificate(certified());

    assertThat(ticket.confirmation())
        .contains(new Confirmation.Certificate(BindingWorld.CERTIFICATE));
    assertRefused(
        () -> binding.exchangeFrom(ticket.token(), certified()), DenialReason.PROOF_NEEDED);
    assertRefused(() -> binding.renewToCertificate(ShownProof.none()), DenialReason.PROOF_NEEDED);
    ShownProof proven = binding.renewal();
    ShownProof both =
        new ShownProof(
            proven.proofs(), Optional.of(BindingWorld.CERTIFICATE), "POST", proven.path());
    assertRefused(() -> binding.renewToCertificate(both), DenialReason.REQUEST_INVALID);
  }
}
