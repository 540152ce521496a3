package dev.locum.grpcauthz.caller;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A trust source that is a function. */
record CustomTrust(
    String name, Set<String> headers, Function<CallEvidence, Optional<TrustMarker>> predicate)
    implements TrustSource {

  CustomTrust {
    headers = Set.copyOf(headers);
  }

  @Override
  public Optional<TrustMarker> vouch(CallEvidence evidence) {
    return predicate.apply(evidence);
  }
}
