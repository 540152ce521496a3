package dev.locum.protocol.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The protocol of this build against the one of the last release.
 *
 * <p>When this fails, either keep what was published (reserve what is gone, add beside what
 * changes) or publish a new package version. {@code make proto-baseline} is for a release only;
 * before the first one nothing is published and it moves freely.
 */
class ProtocolCompatibilityTest {

  private static final Path BASELINE = Path.of("src/test/resources/baseline.binpb");
  private static final Path CLASSES = Path.of("target/classes");

  private static FileDescriptorSet current;

  @BeforeAll
  static void readProtocol() throws Exception {
    current = compiledFiles();
    if ("write".equals(System.getProperty("locum.proto.baseline"))) {
      Files.write(BASELINE, current.toByteArray());
    }
  }

  @Test
  void protocol_comparedWithTheLastRelease_breaksNobody() throws IOException {
    assertThat(Compatibility.violations(baseline(), current)).isEmpty();
  }

  @Test
  void baseline_holdsEveryPackage() throws IOException {
    Schema baseline = Schema.of(baseline());

    assertThat(baseline.packages())
        .contains("locum.admin.v1", "locum.audit.v1", "locum.auth.v1", "locum.trigger.v1");
    assertThat(baseline.services()).isNotEmpty();
  }

  @Test
  void current_holdsEveryProtoFile() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/proto"))) {
      assertThat(current.getFileCount())
          .isEqualTo((int) files.filter(file -> file.toString().endsWith(".proto")).count());
    }
  }

  private static FileDescriptorSet baseline() throws IOException {
    return FileDescriptorSet.parseFrom(
        Files.readAllBytes(BASELINE), ExtensionRegistry.getEmptyRegistry());
  }

  /** What protoc compiled, in one order, so that the baseline's bytes say one thing. */
  private static FileDescriptorSet compiledFiles() throws Exception {
    List<FileDescriptorProto> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = CLASSES.relativize(file).toString();
        if (name.endsWith(".class") && !name.contains("$") && !name.contains("-")) {
          fileOf(Class.forName(classOf(name))).ifPresent(found::add);
        }
      }
    }
    found.sort(Comparator.comparing(FileDescriptorProto::getName));
    return FileDescriptorSet.newBuilder().addAllFile(found).build();
  }

  private static String classOf(String file) {
    return file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.');
  }

  /** The .proto file a generated outer class stands for; empty for every other class. */
  private static Optional<FileDescriptorProto> fileOf(Class<?> type) throws Exception {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getReturnType() == FileDescriptor.class && method.getParameterCount() == 0) {
        return Optional.of(((FileDescriptor) method.invoke(null)).toProto());
      }
    }
    return Optional.empty();
  }
}
