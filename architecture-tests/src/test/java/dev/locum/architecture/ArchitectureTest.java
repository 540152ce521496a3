package dev.locum.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule holds for our own classes, and catches what was planted for it. */
class ArchitectureTest {

  private static final JavaClasses PRODUCTION = ProductionClasses.all();

  @ParameterizedTest
  @EnumSource(Rule.class)
  void rule_onOurClasses_holds(Rule rule) {
    rule.in(Layout.PRODUCTION).check(PRODUCTION);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void rule_onPlantedClasses_catchesExactlyTheBadOnes(Rule rule) {
    JavaClasses planted = new ClassFileImporter().importPackages(rule.planted().root());

    EvaluationResult result = rule.in(rule.planted()).evaluate(planted);

    String report = String.join("\n", result.getFailureReport().getDetails());
    assertThat(planted.stream().filter(ArchitectureTest::isBad)).isNotEmpty();
    assertThat(planted)
        .filteredOn(type -> !type.getSimpleName().equals("package-info"))
        .allSatisfy(type ->
            assertThat(isNamed(report, type))
                .as("%s is reported in:%n%s", type.getName(), report)
                .isEqualTo(isBad(type)));
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void module_hasAsManyClassesAsItsMinimum(Module module) {
    Map<Optional<Module>, Long> counts =
        PRODUCTION.stream()
            .collect(Collectors.groupingBy(Layout.PRODUCTION::moduleOf, Collectors.counting()));

    assertThat(counts.getOrDefault(Optional.of(module), 0L))
        .isGreaterThanOrEqualTo(module.minimumClasses());
  }

  @Test
  void everyClass_belongsToAModule() {
    assertThat(PRODUCTION.stream().filter(type -> Layout.PRODUCTION.moduleOf(type).isEmpty()))
        .isEmpty();
  }

  private static boolean isBad(JavaClass type) {
    return type.getSimpleName().startsWith("Bad");
  }

  /**
   * Whether a line of the report starts with the class, or the origin it names first is in the
   * class.
   */
  private static boolean isNamed(String report, JavaClass type) {
    Pattern origin = Pattern.compile("^([^<]*<)?" + Pattern.quote(type.getName()) + "(?![\\w$])");
    return report.lines().anyMatch(line -> origin.matcher(line).find());
  }
}
