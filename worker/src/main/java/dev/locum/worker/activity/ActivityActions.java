package dev.locum.worker.activity;

import dev.locum.token.Action;
import java.util.Map;
import java.util.Optional;

/**
 * Which action an activity type takes, declared once in the plugin.
 *
 * @param byType the action of each type that takes one; copied
 */
public record ActivityActions(Map<String, Action> byType) {

  public ActivityActions {
    byType = Map.copyOf(byType);
  }

  Optional<Action> of(String activityType) {
    return Optional.ofNullable(byType.get(activityType));
  }
}
