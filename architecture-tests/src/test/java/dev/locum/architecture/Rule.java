package dev.locum.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Locale;
import java.util.function.Function;

/**
 * The rules. Each has a package of the same name under {@code planted}, laid out like our own,
 * where every class named {@code Bad…} must be caught and every other one must not.
 */
enum Rule {
  CYCLES(DependencyRules::packagesAreFreeOfCycles),
  ARROWS(DependencyRules::modulesFollowTheTable),
  DECISIONS(DependencyRules::decisionsTouchNothing),
  LIBRARIES(DependencyRules::librariesStayInTheirPackages),
  INTERNALS(DependencyRules::internalStaysInItsModule),
  PROOF(TokenRules::onlyAVerifierMakesProof),
  SECRETS(TokenRules::secretsDoNotLeak),
  COMPARISON(TokenRules::comparisonsTakeConstantTime),
  MACHINE(SideEffectRules::onlyBootstrapSeesTheMachine),
  PRINTING(SideEffectRules::onlyTheCommandLinePrints),
  STATUS(SideEffectRules::statusIsBuiltInRpcPackages),
  NULLNESS(ShapeRules::packagesAreNullMarked),
  CLOSED(ShapeRules::publicTypesAreClosed),
  NAMES(ShapeRules::namesSayWhatThingsAre),
  STATICS(ShapeRules::nothingMutableIsStatic);

  private final Function<Layout, ArchRule> rule;

  Rule(Function<Layout, ArchRule> rule) {
    this.rule = rule;
  }

  ArchRule in(Layout layout) {
    return rule.apply(layout).allowEmptyShould(true);
  }

  /** Where its planted violations are. */
  Layout planted() {
    return new Layout("dev.locum.architecture.planted." + name().toLowerCase(Locale.ROOT));
  }
}
