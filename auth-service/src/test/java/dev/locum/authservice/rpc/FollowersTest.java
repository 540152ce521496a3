package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One user's followers take nobody else's places. */
class FollowersTest {

  private final Followers followers = new Followers();

  @Test
  void ninthOfOne_isRefused_andOthersStillHavePlaces() {
    List<Followers.Place> adas = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      adas.add(followers.take("user-ada"));
    }

    assertExhausted("user-ada");
    followers.take("user-ben").close();

    adas.getFirst().close();
    followers.take("user-ada").close();
  }

  @Test
  void placeOfEverybody_isRefusedWhenAllAreTaken_andBackWhenOneLeaves() {
    List<Followers.Place> all = new ArrayList<>();
    for (int i = 0; i < Followers.MAX; i++) {
      all.add(followers.take("user-" + i));
    }

    assertExhausted("one-more");
    all.getLast().close();

    followers.take("one-more").close();
  }

  private void assertExhausted(String who) {
    assertThatThrownBy(() -> followers.take(who))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.WATCHERS_EXHAUSTED));
  }
}
