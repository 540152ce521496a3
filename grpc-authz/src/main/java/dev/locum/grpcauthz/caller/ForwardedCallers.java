package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.header.ForwardedPrincipal;
import dev.locum.grpcauthz.header.PresentedCredentials;
import dev.locum.token.RawToken;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Optional;
import java.util.Set;

/** Identities that services forward: they count next to the service token of a trusted workload. */
final class ForwardedCallers {

  private final CallerRules rules;
  private final ServiceCallers services;

  ForwardedCallers(CallerRules rules, ServiceCallers services) {
    this.rules = rules;
    this.services = services;
  }

  /**
   * Who calls on behalf of a user.
   *
   * @param vouched who sends it, where a trust source says so; empty: whoever the service token is
   */
  CallerContext onBehalf(
      PresentedCredentials presented, Optional<Sender> vouched, String correlationId) {
    ForwardedPrincipal forwarded = presented.forwarded().orElseThrow();
    if (!rules.accepts(CallerMode.ON_BEHALF)) {
      throw refused("this service accepts no forwarded identity");
    }
    if (presented.txnToken().isPresent()) {
      throw refused("together with a delegation token");
    }
    Sender sender = vouched.orElseGet(() -> forwarder(presented));
    TrustedWorkload entry = sender.entry();
    if (!entry.tenants().contains(forwarded.tenant())) {
      throw refused(entry.workload() + " is not trusted for tenant " + forwarded.tenant());
    }
    CallerContext.Builder caller =
        sender
            .in(new CallerContext.Builder(Provenance.DELEGATED))
            .roles(Set.of())
            .onBehalfOf(new OnBehalfOf(forwarded.user(), forwarded.tenant()))
            .workflowId(forwarded.workflowId());
    forwarded.delegation().ifPresent(caller::delegation);
    rules
        .delegationCheck()
        .ifPresent(check -> confirm(check, entry, forwarded, caller, correlationId));
    return caller.build();
  }

  private Sender forwarder(PresentedCredentials presented) {
    RawToken bearer = presented.bearer().orElseThrow(() -> refused("without a service token"));
    VerifiedServiceToken service = services.verify(bearer);
    rules.holders().requireServiceTokens();
    return services.sender(service, DenialReason.FORWARDED_HEADER_REFUSED);
  }

  private static void confirm(
      DelegationCheck check,
      TrustedWorkload entry,
      ForwardedPrincipal forwarded,
      CallerContext.Builder caller,
      String correlationId) {
    if (forwarded.delegation().isEmpty()) {
      throw refused("without a delegation");
    }
    DelegationCheck.Permitted permitted = check.check(entry.workload(), forwarded, correlationId);
    caller
        .workflowId(permitted.workflowId())
        .actions(entry.actions().intersect(permitted.actions()));
  }

  private static DenialException refused(String detail) {
    return ServiceCallers.refused(detail);
  }
}
