package dev.locum.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.locum.architecture.Conditions.condition;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.lang.classfile.Attributes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** How types and packages look. */
final class ShapeRules {

  private static final Pattern BANNED_NAME =
      Pattern.compile("Abstract.*|.*(Util|Utils|Helper|Helpers|Manager|Impl)");

  private static final Set<String> BANNED_PACKAGE =
      Set.of("common", "core", "helper", "helpers", "impl", "misc", "util", "utils");

  /** Interfaces that promise nothing about change (List, Map, Set) are left to review. */
  private static final List<Class<?>> MUTABLE =
      List.of(
          AtomicBoolean.class,
          AtomicInteger.class,
          AtomicLong.class,
          AtomicReference.class,
          LongAdder.class,
          StringBuilder.class,
          ThreadLocal.class);

  private ShapeRules() {}

  static ArchRule packagesAreNullMarked(Layout layout) {
    return classes()
        .that()
        .resideInAPackage(layout.root() + "..")
        .should(
            condition(
                "be in a package that is @NullMarked",
                (JavaClass type, Consumer<String> report) -> {
                  if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    report.accept(type.getName() + ": its package-info is not @NullMarked");
                  }
                }))
        .because("null is checked by the build, or nowhere");
  }

  static ArchRule publicTypesAreClosed(Layout layout) {
    return classes()
        .that(resideInAPackage(layout.root() + ".."))
        .and()
        .arePublic()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .should(
            condition(
                "be final, sealed, a record or an interface",
                (JavaClass type, Consumer<String> report) -> {
                  if (!type.getModifiers().contains(JavaModifier.FINAL) && !isSealed(type)) {
                    report.accept(type.getName() + " is open to subclasses nobody has thought of");
                  }
                }))
        .because("what may be extended is a promise, and is made as an interface");
  }

  private static boolean isSealed(JavaClass type) {
    return ClassFiles.read(type).findAttribute(Attributes.permittedSubclasses()).isPresent();
  }

  static ArchRule namesSayWhatThingsAre(Layout layout) {
    return classes()
        .that()
        .resideInAPackage(layout.root() + "..")
        .should(
            condition(
                "not be named after a drawer",
                (JavaClass type, Consumer<String> report) -> {
                  if (BANNED_NAME.matcher(type.getSimpleName()).matches()) {
                    report.accept(type.getName() + " has a banned name");
                  }
                  for (String part : type.getPackageName().split("\\.", -1)) {
                    if (BANNED_PACKAGE.contains(part)) {
                      report.accept(type.getName() + " is in a banned package");
                    }
                  }
                }))
        .because("a name that fits everything says nothing");
  }

  static ArchRule nothingMutableIsStatic(Layout layout) {
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideInAPackage(layout.root() + "..")
                // X509Certificate knows its validity by nothing else.
                .and()
                .doNotHaveSimpleName("CertificateFile")
                .should()
                .dependOnClassesThat(
                    DependencyRules.named(
                        "java.util.Date",
                        "java.util.Calendar",
                        "java.util.GregorianCalendar",
                        "java.text.SimpleDateFormat"))
                .because("times are Instants"))
        .and(
            noClasses()
                .that()
                .resideInAPackage(layout.root() + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.easymock..", "org.powermock..")
                .because("fakes are written, in test-kit, and tell the truth"))
        .and(
            classes()
                .that()
                .resideInAPackage(layout.root() + "..")
                .should(
                    condition(
                        "hold no mutable state in static fields",
                        (JavaClass type, Consumer<String> report) ->
                            type.getFields().stream()
                                .filter(ShapeRules::isMutableStatic)
                                .forEach(field -> report.accept(field.getFullName()))))
                .because("two instances in one JVM must not know of each other"));
  }

  private static boolean isMutableStatic(JavaField field) {
    Set<JavaModifier> modifiers = field.getModifiers();
    if (!modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.SYNTHETIC)) {
      return false;
    }
    JavaClass type = field.getRawType();
    return !modifiers.contains(JavaModifier.FINAL)
        || (type.isArray() && !modifiers.contains(JavaModifier.PRIVATE))
        || MUTABLE.stream().anyMatch(type::isAssignableTo)
        || isConcreteCollection(type);
  }

  private static boolean isConcreteCollection(JavaClass type) {
    return !type.isInterface()
        && type.getPackageName().startsWith("java.util")
        && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class));
  }
}
