package dev.locum.token.denial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DenialReasonTest {

  /** In the trail an attack must not look like an outage. */
  @Test
  void isUndecided_ofWhatWasDecidedAndMayBeRepeated_isFalse() {
    assertThat(
            Arrays.stream(DenialReason.values())
                .filter(reason -> reason.publicReason().isRetryable() && !reason.isUndecided())
                .map(DenialReason::publicReason)
                .distinct())
        .containsExactlyInAnyOrder(
            DenialReason.LOGIN_RATE_LIMITED,
            DenialReason.TENANT_LIMIT_REACHED,
            DenialReason.WATCHERS_EXHAUSTED,
            DenialReason.DELEGATION_NOT_HERE);
  }

  @Test
  void isUndecided_isOfUnreachableAuthorities() {
    assertThat(
            Arrays.stream(DenialReason.values())
                .filter(DenialReason::isUndecided)
                .map(DenialReason::publicReason)
                .distinct())
        .containsExactlyInAnyOrder(
            DenialReason.AUTHORITY_UNAVAILABLE,
            DenialReason.TEMPORAL_UNAVAILABLE,
            DenialReason.DOWNSTREAM_UNAVAILABLE,
            DenialReason.PROVIDER_UNAVAILABLE,
            // Behind TRUST_UNDECIDED: who could not be asked is not told.
            DenialReason.TOKEN_REJECTED);
  }
}
