package dev.locum.settings.value;

import dev.locum.settings.value.Rules.RuleViolation;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that contradict each other; the record was not made. */
public final class RuleViolationException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<RuleViolation> violations;

  RuleViolationException(List<RuleViolation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.key() + ": " + violation.message())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  public List<RuleViolation> violations() {
    return violations;
  }
}
