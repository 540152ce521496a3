package dev.locum.grpcauthz.caller;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The trust sources of a service, in the order in which they are asked. Immutable. */
final class TrustSources {

  private static final Pattern HEADER = Pattern.compile("[a-z0-9_.-]+");
  private static final String BINARY_SUFFIX = "-bin";

  private final List<TrustSource> sources;
  private final Set<String> headers;

  /**
   * A list.
   *
   * @throws IllegalArgumentException if two sources read one header, since either could then be
   *     shown what is meant for the other, or a name is no text header in lower case
   */
  TrustSources(List<TrustSource> sources) {
    this.sources = List.copyOf(sources);
    Set<String> names = new TreeSet<>();
    for (TrustSource source : sources) {
      for (String name : source.headers()) {
        if (!HEADER.matcher(name).matches() || name.endsWith(BINARY_SUFFIX)) {
          throw new IllegalArgumentException(
              source.name() + ": header " + name + " (expected: a text header in lower case)");
        }
        if (!names.add(name)) {
          throw new IllegalArgumentException(
              "header: " + name + " is read by two trust sources (expected: by one)");
        }
      }
    }
    this.headers = Set.copyOf(names);
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  Set<String> headers() {
    return headers;
  }

  /**
   * The outcome: who vouches; or, if nobody does, the first refusal, unless nothing was shown.
   *
   * @param marker what the first source that vouches says
   * @param source its name; empty text: none
   * @param refusal why what was shown does not count
   */
  record Outcome(Optional<TrustMarker> marker, String source, Optional<Rejection> refusal) {}

  Outcome vouch(CallEvidence evidence) {
    Rejection refusal = null;
    for (TrustSource source : sources) {
      try {
        Optional<TrustMarker> marker = source.vouch(evidence);
        if (marker.isPresent()) {
          return new Outcome(marker, source.name(), Optional.empty());
        }
      } catch (DenialException e) {
        refusal = first(refusal, source, undisclosed(e.rejection()));
      } catch (RuntimeException e) {
        refusal =
            first(
                refusal,
                source,
                Rejection.of(DenialReason.TRUST_SOURCE_FAILED, e.getClass().getSimpleName()));
      }
    }
    return new Outcome(Optional.empty(), "", Optional.ofNullable(refusal));
  }

  private static Rejection first(
      @Nullable Rejection earlier, TrustSource source, Rejection refusal) {
    return earlier != null
        ? earlier
        : Rejection.of(refusal.reason(), source.name() + ": " + refusal.detail());
  }

  /** An outage is told to the audit trail and not to the caller of an internal method (H12). */
  private static Rejection undisclosed(Rejection refusal) {
    return switch (refusal.reason().publicReason()) {
      case NO_CREDENTIAL, TOKEN_REJECTED, CREDENTIAL_REJECTED -> refusal;
      case AUTHORITY_UNAVAILABLE -> Rejection.of(DenialReason.TRUST_UNDECIDED, refusal.detail());
      default -> Rejection.of(DenialReason.TRUST_SOURCE_FAILED, refusal.detail());
    };
  }
}
