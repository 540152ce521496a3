package dev.locum.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Optional;

/**
 * Where the modules' packages are: below {@code dev.locum}, or below the root of a planted
 * violation, which lays itself out the same way.
 *
 * @param root the package that holds the modules' packages
 */
record Layout(String root) {

  static final Layout PRODUCTION = new Layout("dev.locum");

  /** A pattern for everything in the module. */
  String in(Module module) {
    return in(module, "");
  }

  /** A pattern for everything in a package of the module, such as {@code .jose}. */
  String in(Module module, String child) {
    return root + "." + module.packageName() + child + "..";
  }

  /** The full name of a type of the module. */
  String type(Module module, String name) {
    return root + "." + module.packageName() + "." + name;
  }

  /** The module a class belongs to; empty for everything that is not ours. */
  Optional<Module> moduleOf(JavaClass type) {
    for (Module module : Module.values()) {
      String prefix = root + "." + module.packageName();
      if (type.getPackageName().equals(prefix) || type.getPackageName().startsWith(prefix + ".")) {
        return Optional.of(module);
      }
    }
    return Optional.empty();
  }
}
