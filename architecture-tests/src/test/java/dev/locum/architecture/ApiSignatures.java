package dev.locum.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.reflect.AccessFlag;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a library promises to its users, as lines. What is public or, where a class may be extended,
 * protected is promised; what is {@code @Incubating}, itself or by its class or package, is not,
 * nor is anything in a package {@code internal}.
 *
 * <p>A line is one promise: that a type is there, that it is of a kind, that it may be extended,
 * that it is another type, that it has a member. A line with {@code asks for} is a demand on
 * whoever implements it: a new one breaks them.
 */
final class ApiSignatures {

  /** Marks the lines that are demands and not promises. */
  static final String DEMAND = " asks for ";

  private static final String INCUBATING = "Ldev/locum/token/Incubating;";

  private final Map<String, ClassModel> files;

  private ApiSignatures(Map<String, ClassModel> files) {
    this.files = files;
  }

  /** The lines of these classes, sorted. */
  static Set<String> of(Collection<JavaClass> classes) {
    Map<String, ClassModel> files =
        classes.stream().collect(Collectors.toMap(JavaClass::getName, ClassFiles::read));
    ApiSignatures signatures = new ApiSignatures(files);
    Set<String> lines = new TreeSet<>();
    files.forEach((name, file) -> {
      if (signatures.isPromised(name)) {
        signatures.addTo(lines, name, file);
      }
    });
    return lines;
  }

  /** A type, all types around it and its package. */
  private boolean isPromised(String name) {
    if ((name + ".").contains(".internal.")) {
      return false;
    }
    String packageInfo = name.substring(0, name.lastIndexOf('.') + 1) + "package-info";
    if (name.endsWith("package-info")
        || isIncubating(Optional.ofNullable(files.get(packageInfo)))) {
      return false;
    }
    for (String outer = name; ; outer = outer.substring(0, outer.lastIndexOf('$'))) {
      Optional<ClassModel> file = Optional.ofNullable(files.get(outer));
      if (file.isEmpty() || !isPublic(outer, file.get()) || isIncubating(file)) {
        return false;
      }
      if (outer.indexOf('$') < 0) {
        return true;
      }
    }
  }

  /** A nested type's own modifiers stand in the table of inner classes. */
  private static boolean isPublic(String name, ClassModel file) {
    return file.findAttribute(Attributes.innerClasses())
        .flatMap(table ->
            table.classes().stream()
                .filter(each -> each.innerClass().asInternalName().equals(name.replace('.', '/')))
                .findAny())
        .map(each ->
            each.has(AccessFlag.PUBLIC)
                || (each.has(AccessFlag.PROTECTED) && !each.has(AccessFlag.FINAL)))
        .orElseGet(() -> file.flags().has(AccessFlag.PUBLIC));
  }

  private void addTo(Set<String> lines, String name, ClassModel file) {
    lines.add(name + " is a " + kind(file));
    boolean extensible = isExtensible(file);
    if (extensible) {
      lines.add(name + " may be extended");
    }
    file.superclass()
        .map(type -> type.asInternalName().replace('/', '.'))
        .filter(type -> !type.startsWith("java.lang."))
        .ifPresent(type -> lines.add(name + " is a kind of " + type));
    file.interfaces()
        .forEach(
            type -> lines.add(name + " is a kind of " + type.asInternalName().replace('/', '.')));
    file.fields().stream()
        .filter(field -> isPromised(field.flags().flags(), extensible, field))
        .forEach(field -> lines.add(name + " has " + signature(field)));
    file.methods().stream()
        .filter(method -> isPromised(method.flags().flags(), extensible, method))
        .forEach(method -> {
          lines.add(name + " has " + signature(method));
          if (extensible && method.flags().has(AccessFlag.ABSTRACT)) {
            lines.add(name + DEMAND + signature(method));
          }
        });
  }

  private static String kind(ClassModel file) {
    if (file.flags().has(AccessFlag.ANNOTATION)) {
      return "annotation";
    }
    if (file.flags().has(AccessFlag.INTERFACE)) {
      return "interface";
    }
    if (file.flags().has(AccessFlag.ENUM)) {
      return "enum";
    }
    return file.findAttribute(Attributes.record()).isPresent() ? "record" : "class";
  }

  private static boolean isExtensible(ClassModel file) {
    boolean sealed = file.findAttribute(Attributes.permittedSubclasses()).isPresent();
    boolean closed = sealed || file.flags().has(AccessFlag.FINAL);
    boolean hasConstructor =
        file.flags().has(AccessFlag.INTERFACE)
            || file.methods().stream()
                .anyMatch(method ->
                    method.methodName().equalsString("<init>")
                        && (method.flags().has(AccessFlag.PUBLIC)
                            || method.flags().has(AccessFlag.PROTECTED)));
    return !closed && !file.flags().has(AccessFlag.ANNOTATION) && hasConstructor;
  }

  private static boolean isPromised(
      Collection<AccessFlag> flags, boolean extensible, AttributedElement member) {
    boolean visible =
        flags.contains(AccessFlag.PUBLIC) || (extensible && flags.contains(AccessFlag.PROTECTED));
    return visible && !flags.contains(AccessFlag.SYNTHETIC) && !isIncubating(Optional.of(member));
  }

  private static String signature(FieldModel field) {
    return (field.flags().has(AccessFlag.STATIC) ? "static " : "")
        + field.fieldName().stringValue()
        + ": "
        + signature(field, field.fieldType().stringValue());
  }

  private static String signature(MethodModel method) {
    return (method.flags().has(AccessFlag.STATIC) ? "static " : "")
        + method.methodName().stringValue()
        + signature(method, method.methodType().stringValue());
  }

  /** With type arguments where there are any: they are part of what a user compiles against. */
  private static String signature(AttributedElement member, String descriptor) {
    return member
        .findAttribute(Attributes.signature())
        .map(
            (Function<SignatureAttribute, String>) attribute -> attribute.signature().stringValue())
        .orElse(descriptor);
  }

  /** The annotation does not outlive the class file, so that it is invisible to reflection. */
  private static boolean isIncubating(Optional<? extends AttributedElement> element) {
    return element
        .flatMap(each -> each.findAttribute(Attributes.runtimeInvisibleAnnotations()))
        .filter(annotations ->
            annotations.annotations().stream()
                .anyMatch(annotation -> annotation.className().equalsString(INCUBATING)))
        .isPresent();
  }
}
