package dev.locum.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trips;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What workflow-side code calls, by the default rules of Temporal's {@code temporal-workflowcheck},
 * which is not published (ADR 0017): no time, no chance, no threads, no machine. It follows calls
 * through our own classes; what {@code WorkflowChecks} does is not replayed and is left out. And
 * what activities may see (S2-11, S2-17).
 */
final class WorkflowSideTest {

  private static final JavaClasses OURS = new ClassFileImporter().importPackages("dev.locum");

  /** Classes of which every method is refused. */
  private static final List<String> REFUSED_CLASSES =
      List.of(
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.time.InstantSource",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Runtime",
          "java.nio.file.Files",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.locks.LockSupport",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.ThreadLocalRandom");

  private static final Set<String> REFUSED_METHODS =
      Set.of(
          "java.lang.Math.random",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.exit",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.util.UUID.randomUUID",
          "java.util.Random.<init>",
          "java.lang.Object.wait",
          "java.util.Collection.parallelStream");

  @Test
  void workflowSide_always_isDeterministic() {
    List<JavaClass> sides =
        OURS.stream()
            .filter(type -> type.getPackageName().equals("dev.locum.worker.workflow"))
            .filter(type -> !isLeftOut(type))
            .toList();

    assertThat(sides).hasSizeGreaterThan(10);
    assertThat(findings(sides)).isEmpty();
  }

  /** The negative control. */
  @Test
  void plantedCode_always_isFound() {
    assertThat(findings(List.of(OURS.get("dev.locum.worker.planted.BadWorkflowSide"))))
        .hasSize(2)
        .anyMatch(finding -> finding.contains("randomUUID"))
        .anyMatch(finding -> finding.contains("nanoTime"));
  }

  /** S2-11, S2-17: workflows and activities know the context and nothing else of ours. */
  @Test
  void workflowsAndActivities_always_knowTheContextOnly() {
    onlyContext().check(OURS.that(belongToAnyOf(Trips.class)));
  }

  @Test
  void plantedActivity_always_isFound() {
    assertThatThrownBy(
            () -> onlyContext().check(OURS.that(resideInAPackage("dev.locum.worker.planted"))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("BadActivity");
  }

  /** S2-17: nothing that an activity can reach from its context shows a token. */
  @Test
  void context_always_showsNoToken() {
    noClasses()
        .that(resideInAPackage("dev.locum.worker.context"))
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.locum\\.token\\.(RawToken|Verified.*|IssuedToken|.*Claims)")
        .check(OURS);
  }

  private static ArchRule onlyContext() {
    return classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.temporal..", "dev.locum.worker.context")
                .or(belongToAnyOf(Trips.class, Journal.class))
                .or(resideInAnyPackage("org.jspecify..")));
  }

  private static List<String> findings(List<JavaClass> entries) {
    Set<String> findings = new LinkedHashSet<>();
    Set<JavaCodeUnit> seen = new LinkedHashSet<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    entries.forEach(type -> open.addAll(type.getCodeUnits()));
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.poll();
      if (seen.add(unit)) {
        unit.getAccessesFromSelf().stream()
            .filter(access -> isRefused(access.getTargetOwner().getName(), access.getName()))
            .forEach(access -> findings.add(access.getDescription()));
        unit.getCallsFromSelf().stream()
            .flatMap(call -> call.getTarget().resolveMember().stream())
            .filter(JavaCodeUnit.class::isInstance)
            .map(JavaCodeUnit.class::cast)
            .filter(target -> target.getOwner().getPackageName().startsWith("dev.locum"))
            .filter(target -> !isLeftOut(target.getOwner()))
            .forEach(open::add);
      }
    }
    return List.copyOf(findings);
  }

  private static boolean isRefused(String owner, String method) {
    return REFUSED_CLASSES.contains(owner) || REFUSED_METHODS.contains(owner + "." + method);
  }

  private static boolean isLeftOut(JavaClass type) {
    return type.getSimpleName().equals("WorkflowChecks");
  }
}
