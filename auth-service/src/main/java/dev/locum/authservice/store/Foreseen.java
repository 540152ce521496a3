package dev.locum.authservice.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question that a unit is going to ask. What the units of a group foresee goes to the database
 * together, before the first of them runs. A hint and no more: what comes of a unit is the same
 * with it and without.
 */
public final class Foreseen {

  private final Question.OfPassing<?> question;
  private final List<@Nullable Object> values;

  private Foreseen(Question.OfPassing<?> question, List<@Nullable Object> values) {
    this.question = question;
    this.values = values;
  }

  /**
   * The question with its values.
   *
   * @throws IllegalArgumentException if its rows have an order, which is lost among others'
   */
  public static Foreseen of(Question.OfPassing<?> question, @Nullable Object... values) {
    if (question.isOrdered()) {
      throw new IllegalArgumentException("question: has an order (expected: one without)");
    }
    return new Foreseen(
        question,
        Collections.unmodifiableList(new ArrayList<@Nullable Object>(Arrays.asList(values))));
  }

  Question.OfPassing<?> question() {
    return question;
  }

  List<@Nullable Object> values() {
    return values;
  }
}
