package dev.locum.architecture;

import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes a condition as one method that reports what is wrong. */
final class Conditions {

  private Conditions() {}

  static <T> ArchCondition<T> condition(String says, BiConsumer<T, Consumer<String>> check) {
    return new ArchCondition<>(says) {
      @Override
      public void check(T item, ConditionEvents events) {
        check.accept(item, problem -> events.add(SimpleConditionEvent.violated(item, problem)));
      }
    };
  }
}
