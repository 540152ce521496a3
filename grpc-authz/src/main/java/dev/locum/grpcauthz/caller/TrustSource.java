package dev.locum.grpcauthz.caller;

import dev.locum.token.denial.DenialException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Says which service calls an internal method. Four are in {@code dev.locum.grpcauthz.trust}; one
 * of your own is a function of the call's evidence.
 *
 * <p><b>What an implementation must guarantee</b>, since nobody checks it again: it vouches only
 * for a caller that it has proven; it picks an entry of its own configuration and takes no right
 * from the caller. An exception counts as not vouching. Sources are asked in the order of their
 * configuration, and the first that vouches decides.
 *
 * <p>Thread-safe; may block.
 */
public interface TrustSource {

  /** What the audit trail calls it, such as {@code mesh}. */
  String name();

  /**
   * The names of the headers that it reads, in lower case. They are taken out of every call of the
   * server, whatever its route and outcome (H5); a source sees no other header.
   */
  Set<String> headers();

  /**
   * Who calls.
   *
   * @return empty: there is nothing here for this source to judge, or it does not vouch
   * @throws DenialException if what is here was judged and is refused, for the audit trail; the
   *     caller is not let in either way
   */
  Optional<TrustMarker> vouch(CallEvidence evidence);

  /**
   * Whether a service must be in the development profile to use it. The default is that it need
   * not.
   */
  default boolean isForDevelopmentOnly() {
    return false;
  }

  /** One of your own. */
  static TrustSource of(
      String name, Set<String> headers, Function<CallEvidence, Optional<TrustMarker>> predicate) {
    return new CustomTrust(name, headers, predicate);
  }
}
