package dev.locum.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Where the process, the machine and the caller are touched. */
final class SideEffectRules {

  /**
   * Methods that read the wall clock, by class; {@code now(Clock)} is told apart by its parameter.
   */
  private static final Map<String, Set<String>> CLOCK =
      Map.of(
          "java.lang.System", Set.of("currentTimeMillis"),
          "java.time.Clock",
              Set.of(
                  "system",
                  "systemUTC",
                  "systemDefaultZone",
                  "tickMillis",
                  "tickSeconds",
                  "tickMinutes"),
          "java.time.InstantSource", Set.of("system"),
          "java.time.Instant", Set.of("now"),
          "java.time.LocalDate", Set.of("now"),
          "java.time.LocalTime", Set.of("now"),
          "java.time.LocalDateTime", Set.of("now"),
          "java.time.OffsetDateTime", Set.of("now"),
          "java.time.ZonedDateTime", Set.of("now"));

  private static final Map<String, Set<String>> SURROUNDINGS =
      Map.of(
          "java.lang.System",
              Set.of("getenv", "getProperty", "getProperties", "setProperty", "exit"),
          "java.lang.Runtime", Set.of("exit", "halt", "addShutdownHook"),
          "java.lang.Integer", Set.of("getInteger"),
          "java.lang.Long", Set.of("getLong"),
          "java.lang.Boolean", Set.of("getBoolean"));

  private static final Set<String> BUILDS_STATUS =
      Set.of(
          "withDescription",
          "augmentDescription",
          "withCause",
          "fromCode",
          "fromCodeValue",
          "asException",
          "asRuntimeException",
          "<init>");

  private SideEffectRules() {}

  static ArchRule onlyBootstrapSeesTheMachine(Layout layout) {
    // What is made for tests looks at the machine it tests on.
    String[] exempt = {layout.root() + "..bootstrap..", layout.in(Module.TEST_KIT)};
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideOutsideOfPackages(exempt)
                .should(access("read environment or properties, or exit", in(SURROUNDINGS)))
                .because("a part is built from values; only its start knows where they come from"))
        .and(
            noClasses()
                .that()
                .resideOutsideOfPackages(exempt)
                .should(readTheSystemClock())
                .because("every other part is given its clock"));
  }

  static ArchRule onlyTheCommandLinePrints(Layout layout) {
    String demo = layout.in(Module.LAUNCHER, ".demo");
    String commands = layout.in(Module.LAUNCHER, ".bootstrap");
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideOutsideOfPackages(layout.in(Module.CLI), demo, commands)
                .should(access("print", SideEffectRules::isStandardOutput))
                .because("the output of a process is its log"))
        .and(
            noClasses()
                .that(
                    not(
                        resideInAnyPackage(layout.in(Module.CLI), demo)
                            .or(resideInAPackage(layout.root() + "..bootstrap.."))))
                .should(access("print errors", SideEffectRules::isStandardError))
                .because("only a process that cannot start has no log yet"));
  }

  static ArchRule statusIsBuiltInRpcPackages(Layout layout) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(layout.root() + "..rpc..")
        .should(access("build a gRPC status", SideEffectRules::buildsStatus))
        .because("one place decides what a caller is told");
  }

  static ArchCondition<JavaClass> readTheSystemClock() {
    return access(
        "read the system clock", access -> in(CLOCK).test(access) && !isGivenClock(access));
  }

  static ArchCondition<JavaClass> loadProperties() {
    return access(
        "load properties", in(Map.of("java.util.Properties", Set.of("load", "loadFromXML"))));
  }

  private static boolean isGivenClock(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream()
            .anyMatch(type -> type.getFullName().equals("java.time.Clock"));
  }

  private static boolean isStandardOutput(JavaAccess<?> access) {
    return isTarget(access, "java.lang.System", "out");
  }

  private static boolean isStandardError(JavaAccess<?> access) {
    return isTarget(access, "java.lang.System", "err")
        || (access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget method
            && method.getName().equals("printStackTrace")
            && method.getRawParameterTypes().isEmpty()
            && method.getOwner().isAssignableTo(Throwable.class));
  }

  private static boolean isTarget(JavaAccess<?> access, String owner, String name) {
    return access.getTargetOwner().getFullName().equals(owner)
        && access.getTarget().getName().equals(name);
  }

  private static boolean buildsStatus(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String member = access.getTarget().getName();
    return switch (owner) {
      case "io.grpc.Status" ->
          BUILDS_STATUS.contains(member)
              || access.getTarget() instanceof AccessTarget.FieldAccessTarget;
      case "io.grpc.StatusRuntimeException", "io.grpc.StatusException" -> member.equals("<init>");
      default -> false;
    };
  }

  private static Predicate<JavaAccess<?>> in(Map<String, Set<String>> members) {
    return access ->
        members
            .getOrDefault(access.getTargetOwner().getFullName(), Set.of())
            .contains(access.getTarget().getName());
  }

  private static ArchCondition<JavaClass> access(String says, Predicate<JavaAccess<?>> wanted) {
    return new ArchCondition<>(says) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        // Method references are accesses too, and are how a clock is most often smuggled in.
        type.getAccessesFromSelf().stream()
            .filter(wanted)
            .forEach(access ->
                events.add(SimpleConditionEvent.satisfied(type, access.getDescription())));
      }
    };
  }
}
