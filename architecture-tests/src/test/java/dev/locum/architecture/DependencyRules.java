package dev.locum.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.locum.architecture.Conditions.condition;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.Set;
import java.util.function.Consumer;

/** Who may depend on whom, and on which libraries. */
final class DependencyRules {

  /** In-memory or mere markers; everything else in {@code java.io} touches the world. */
  private static final Set<String> HARMLESS_IO =
      Set.of(
          "java.io.ByteArrayInputStream",
          "java.io.ByteArrayOutputStream",
          "java.io.IOException",
          "java.io.InputStream",
          "java.io.ObjectInputStream",
          "java.io.OutputStream",
          "java.io.Serial",
          "java.io.Serializable",
          "java.io.UncheckedIOException");

  private DependencyRules() {}

  static ArchRule packagesAreFreeOfCycles(Layout layout) {
    return slices()
        .matching(layout.root() + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("two packages that need each other are one package");
  }

  static ArchRule modulesFollowTheTable(Layout layout) {
    return classes()
        .should(
            condition(
                "use only the modules their own may use",
                (JavaClass type, Consumer<String> report) -> checkArrows(layout, type, report)));
  }

  private static void checkArrows(Layout layout, JavaClass type, Consumer<String> report) {
    layout
        .moduleOf(type)
        .ifPresent(module ->
            type.getDirectDependenciesFromSelf().stream()
                .filter(dependency ->
                    layout
                        .moduleOf(dependency.getTargetClass())
                        .filter(target -> !module.mayUse(target))
                        .isPresent())
                .forEach(dependency -> report.accept(dependency.getDescription())));
  }

  static ArchRule decisionsTouchNothing(Layout layout) {
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideInAnyPackage(layout.in(Module.TOKEN), layout.in(Module.POLICY))
                .should()
                .dependOnClassesThat(
                    resideInAnyPackage(
                        "io.grpc..",
                        "io.temporal..",
                        "io.netty..",
                        "org.slf4j..",
                        "ch.qos.logback..",
                        "java.util.logging.."))
                .because("what decides must run, and be tested, without a server around it"))
        .and(
            noClasses()
                .that(decide(layout))
                .should()
                .dependOnClassesThat(
                    resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..", "javax.sql..")
                        .or(resideInAPackage("java.io").and(not(harmlessIo()))))
                .because("a decision that does I/O can neither be repeated nor explained"))
        .and(
            noClasses()
                .that(decide(layout))
                .should(SideEffectRules.readTheSystemClock())
                .because("the time of a decision is one of its inputs"));
  }

  /** The exception does its I/O on purpose: it asks a policy engine beside the process. */
  private static DescribedPredicate<JavaClass> decide(Layout layout) {
    return resideInAnyPackage(layout.in(Module.TOKEN), layout.in(Module.POLICY))
        .and(not(resideInAPackage(layout.in(Module.POLICY, ".opa"))))
        .as("decide");
  }

  private static DescribedPredicate<JavaClass> harmlessIo() {
    return DescribedPredicate.describe(
        "are in memory", type -> HARMLESS_IO.contains(type.getFullName()));
  }

  static ArchRule librariesStayInTheirPackages(Layout layout) {
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideInAPackage(layout.in(Module.TOKEN))
                .and()
                .resideOutsideOfPackage(layout.in(Module.TOKEN, ".jose"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds..")
                .because("the JOSE library can be replaced in one package"))
        .and(
            onlyUse(layout, Module.TOKEN, "com.nimbusds..")
                .because("users of the token library get a JOSE library and nothing else"))
        .and(
            onlyUse(layout, Module.AUDIT, "com.fasterxml.jackson..")
                .because("an audit reader must be able to run without the rest of Locum"))
        .and(
            noClasses()
                .that()
                .resideOutsideOfPackage(layout.in(Module.SETTINGS))
                .should()
                .dependOnClassesThat(
                    resideInAnyPackage(
                        "org.snakeyaml..",
                        "org.yaml..",
                        "com.fasterxml.jackson.dataformat.yaml..",
                        "com.typesafe.config..",
                        "io.helidon.config.."))
                .orShould(SideEffectRules.loadProperties())
                .because("there is one configuration tree, one loader and one reference page"));
  }

  private static ClassesShouldConjunction onlyUse(
      Layout layout, Module module, String... libraries) {
    return classes()
        .that()
        .resideInAPackage(layout.in(module))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..")
                .or(resideInAPackage(layout.root() + ".."))
                .or(resideInAnyPackage(libraries))
                .or(DescribedPredicate.describe("primitives", JavaClass::isPrimitive))
                .or(DescribedPredicate.describe("arrays", JavaClass::isArray)));
  }

  static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe(
        "are one of " + wanted, type -> wanted.contains(type.getFullName()));
  }

  static ArchRule internalStaysInItsModule(Layout layout) {
    return classes()
        .should(
            condition(
                "use internal packages of their own module only",
                (JavaClass type, Consumer<String> report) ->
                    type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> isInternal(layout, dependency.getTargetClass()))
                        .filter(dependency ->
                            !layout
                                .moduleOf(dependency.getTargetClass())
                                .equals(layout.moduleOf(type)))
                        .forEach(dependency -> report.accept(dependency.getDescription()))));
  }

  private static boolean isInternal(Layout layout, JavaClass type) {
    return type.getPackageName().startsWith(layout.root() + ".")
        && (type.getPackageName() + ".").contains(".internal.");
  }
}
