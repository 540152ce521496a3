package dev.locum.grpcauthz.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.TextFormat;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.options.v1.ServiceAuth;

/** Contracts of one method, from the text of its options. */
public final class MadeContracts {

  private MadeContracts() {}

  /**
   * Resolves them.
   *
   * @param service text of a {@code ServiceAuth}
   * @param method text of a {@code MethodAuth}
   */
  public static MethodContract of(String service, String method) {
    ServiceAuth.Builder serviceAuth = ServiceAuth.newBuilder();
    MethodAuth.Builder methodAuth = MethodAuth.newBuilder();
    String empty = "." + Empty.getDescriptor().getFullName();
    try {
      TextFormat.merge(service, serviceAuth);
      TextFormat.merge(method, methodAuth);
      FileDescriptorProto file =
          FileDescriptorProto.newBuilder()
              .setName("made.proto")
              .setPackage("made")
              .addDependency(EmptyProto.getDescriptor().getFullName())
              .addService(
                  ServiceDescriptorProto.newBuilder()
                      .setName("Made")
                      .setOptions(
                          ServiceOptions.newBuilder()
                              .setExtension(OptionsProto.serviceAuth, serviceAuth.build()))
                      .addMethod(
                          MethodDescriptorProto.newBuilder()
                              .setName("Call")
                              .setInputType(empty)
                              .setOutputType(empty)
                              .setOptions(
                                  MethodOptions.newBuilder()
                                      .setExtension(OptionsProto.methodAuth, methodAuth.build()))))
              .build();
      return ContractResolver.resolve(
              FileDescriptor.buildFrom(file, new FileDescriptor[] {EmptyProto.getDescriptor()})
                  .getServices()
                  .get(0))
          .get(0);
    } catch (TextFormat.ParseException | DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }
}
