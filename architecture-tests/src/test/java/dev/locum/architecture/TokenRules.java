package dev.locum.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.locum.architecture.Conditions.condition;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.io.Serializable;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.security.Key;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What keeps proof a proof and a secret a secret. */
final class TokenRules {

  private static final Pattern SECRET =
      Pattern.compile(
          "RawToken|IssuedToken|.*(Secret|Password|PasswordHash|Credential|ApiKey|PrivateKey|SigningKey)");

  private TokenRules() {}

  static ArchRule onlyAVerifierMakesProof(Layout layout) {
    return CompositeArchRule.of(
            noClasses()
                .that()
                .resideOutsideOfPackage(layout.in(Module.TOKEN))
                .should()
                .callConstructorWhere(makesProof(layout))
                .because("whoever holds a VerifiedToken need not check it again"))
        .and(
            noClasses()
                .that()
                .resideInAPackage(layout.in(Module.POLICY))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(layout.type(Module.TOKEN, "RawToken"))
                .because("a decision about an unverified token is a decision about nothing"))
        .and(
            noClasses()
                .that()
                .resideOutsideOfPackages(
                    layout.in(Module.TOKEN),
                    layout.in(Module.AUTH_SERVICE),
                    // Its fake of the authority.
                    layout.in(Module.TEST_KIT))
                .should()
                .callMethodWhere(passesOverTheHolder(layout))
                .because("a bound token counts for its holder, and who that is must be proven"));
  }

  private static DescribedPredicate<JavaMethodCall> passesOverTheHolder(Layout layout) {
    String unconfirmed = layout.type(Module.TOKEN, "Unconfirmed");
    return DescribedPredicate.describe(
        "uses a token of an unproven holder",
        call ->
            call.getName().equals("unproven")
                && call.getTargetOwner().getName().equals(unconfirmed));
  }

  private static DescribedPredicate<JavaConstructorCall> makesProof(Layout layout) {
    String proof = layout.type(Module.TOKEN, "VerifiedToken");
    return DescribedPredicate.describe(
        "makes a VerifiedToken", call -> call.getTargetOwner().isAssignableTo(proof));
  }

  static ArchRule secretsDoNotLeak(Layout layout) {
    return classes()
        .that(resideInAPackage(layout.root() + "..").and(bearASecret()))
        .should(
            condition(
                "be final, not serializable, and say what toString shows", TokenRules::checkSecret))
        .because("a secret leaves through the one method that is named for it");
  }

  /** S4-33: what is secret is compared as a digest, and digests are whole arrays of bytes. */
  static ArchRule comparisonsTakeConstantTime(Layout layout) {
    return noClasses()
        .that()
        .resideInAPackage(layout.root() + "..")
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .because("it ends at the first difference; MessageDigest.isEqual does not");
  }

  private static DescribedPredicate<JavaClass> bearASecret() {
    return DescribedPredicate.describe(
        "bear a secret",
        type ->
            !type.isInterface()
                && !type.isEnum()
                && !type.isAnonymousClass()
                && (SECRET.matcher(type.getSimpleName()).matches()
                    || type.tryGetMethod("reveal").isPresent()));
  }

  private static void checkSecret(JavaClass type, Consumer<String> report) {
    String name = type.getFullName();
    if (!type.getModifiers().contains(JavaModifier.FINAL)) {
      report.accept(name + " is not final: a subclass could show what it hides");
    }
    if (type.isAssignableTo(Serializable.class)) {
      report.accept(name + " is serializable: its secret would be written with it");
    }
    if (type.tryGetMethod("toString").isEmpty()
        || (showsItsComponents(type) && type.getFields().stream().anyMatch(TokenRules::isText))) {
      report.accept(name + " does not declare toString: nobody decided what a log shows");
    }
  }

  /** What would be the secret itself, and not a type that keeps it. */
  private static boolean isText(JavaField component) {
    JavaClass type = component.getRawType();
    return type.isAssignableTo(CharSequence.class)
        || type.isAssignableTo(Key.class)
        || type.isArray();
  }

  /** A record's own toString prints every component. */
  private static boolean showsItsComponents(JavaClass type) {
    if (!type.isRecord()) {
      return false;
    }
    return ClassFiles.read(type).methods().stream()
        .filter(method -> method.methodName().equalsString("toString"))
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .anyMatch(element ->
            element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().displayName().equals("ObjectMethods"));
  }
}
