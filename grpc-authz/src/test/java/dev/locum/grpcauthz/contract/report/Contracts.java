package dev.locum.grpcauthz.contract.report;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceOptions;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.TextFormat;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.options.v1.ServiceAuth;
import dev.locum.grpcauthz.test.v1.Shop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Descriptor sets as protoc writes them, with options in their text form. */
final class Contracts {

  private Contracts() {}

  /** The shop of the tests with everything that it imports. */
  static FileDescriptorSet shop() {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    collect(Shop.getDescriptor().getFile(), files);
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    files.forEach(file -> set.addFile(file.toProto()));
    return set.build();
  }

  private static void collect(FileDescriptor file, Set<FileDescriptor> files) {
    file.getDependencies().forEach(dependency -> collect(dependency, files));
    files.add(file);
  }

  /** A service {@code made.Made} with the methods {@code M0}, {@code M1}, … */
  static FileDescriptorSet made(String service, String... methods) {
    try {
      ServiceAuth.Builder options = ServiceAuth.newBuilder();
      TextFormat.merge(service, options);
      ServiceDescriptorProto.Builder made = ServiceDescriptorProto.newBuilder().setName("Made");
      made.setOptions(
          ServiceOptions.newBuilder().setExtension(OptionsProto.serviceAuth, options.build()));
      for (String method : methods) {
        MethodAuth.Builder auth = MethodAuth.newBuilder();
        TextFormat.merge(method, auth);
        made.addMethod(
            MethodDescriptorProto.newBuilder()
                .setName("M" + made.getMethodCount())
                .setInputType(".google.protobuf.Empty")
                .setOutputType(".google.protobuf.Empty")
                .setOptions(
                    MethodOptions.newBuilder()
                        .setExtension(OptionsProto.methodAuth, auth.build())));
      }
      return FileDescriptorSet.newBuilder()
          .addFile(EmptyProto.getDescriptor().getFile().toProto())
          .addFile(
              FileDescriptorProto.newBuilder()
                  .setName("made.proto")
                  .setPackage("made")
                  .addDependency(EmptyProto.getDescriptor().getFile().getName())
                  .addService(made))
          .build();
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }

  static ContractReport report(FileDescriptorSet set) {
    return ContractReport.ofDescriptorSets(List.of(set.toByteArray()));
  }
}
