package dev.locum.architecture;

import com.google.protobuf.GeneratedFile;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.ProtocolMessageEnum;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;

/** Our own classes, without what a generator wrote and without the tests. */
final class ProductionClasses {

  /** What every class that protoc writes is or extends. */
  private static final List<Class<?>> GENERATED =
      List.of(GeneratedFile.class, MessageOrBuilder.class, ProtocolMessageEnum.class);

  private static final Set<Module> GENERATED_MODULES = Set.of(Module.PROTOCOL, Module.TEMPORAL_API);

  /** Reading them takes many seconds: once for all tests of this JVM. */
  private static final class Once {
    static final JavaClasses READ = read();
  }

  private ProductionClasses() {}

  static JavaClasses all() {
    return Once.READ;
  }

  private static JavaClasses read() {
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/architecture-tests/"))
        // Thousands of classes, of which none would be kept.
        .withImportOption(location -> !location.contains("/temporal-api/target/"))
        .withImportOption(location -> !location.contains("/protocol/target/"))
        .importPackages(Layout.PRODUCTION.root())
        .that(
            DescribedPredicate.describe(
                "are written by hand",
                type ->
                    !isGenerated(type)
                        && !Layout.PRODUCTION
                            .moduleOf(type)
                            .filter(GENERATED_MODULES::contains)
                            .isPresent()));
  }

  /** The generator's own annotation does not reach the class file in a way ArchUnit reads. */
  private static boolean isGrpcStub(JavaClass type) {
    return type.getSimpleName().endsWith("Grpc")
        && type.tryGetMethod("getServiceDescriptor").isPresent();
  }

  private static boolean isGenerated(JavaClass type) {
    return isGrpcStub(type)
        || GENERATED.stream().anyMatch(type::isAssignableTo)
        || type.getEnclosingClass().filter(ProductionClasses::isGenerated).isPresent();
  }
}
