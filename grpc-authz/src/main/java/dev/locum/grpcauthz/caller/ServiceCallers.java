package dev.locum.grpcauthz.caller;

import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * Workloads that call with a service token: what one proves, and whether its workload is trusted.
 */
final class ServiceCallers {

  private final CallerRules rules;
  private final LocumTokens tokens;

  ServiceCallers(CallerRules rules, LocumTokens tokens) {
    this.rules = rules;
    this.tokens = tokens;
  }

  /** The token as one that stands beside something else. */
  VerifiedServiceToken verify(RawToken bearer) {
    Verification<VerifiedServiceToken> verified = tokens.service(bearer);
    if (verified instanceof Verification.Rejected<VerifiedServiceToken> rejected
        && rejected.rejection().reason() == DenialReason.TOKEN_KIND_WRONG) {
      throw refused("with a token that is no service token");
    }
    return verified.orElseThrow();
  }

  /** Who sends something beside which their service token stands. */
  Sender sender(RawToken bearer) {
    return sender(verify(bearer), DenialReason.CALLER_NOT_ALLOWED);
  }

  /** Whose token it is, if that workload is trusted. */
  Sender sender(VerifiedServiceToken service, DenialReason otherwise) {
    TrustedWorkload trusted =
        rules
            .trusted(service.claims().workload())
            .orElseThrow(() ->
                new DenialException(
                    otherwise, service.claims().workload() + " is not a trusted workload"));
    return Sender.of(trusted, service);
  }

  static DenialException refused(String detail) {
    return new DenialException(DenialReason.FORWARDED_HEADER_REFUSED, detail);
  }
}
