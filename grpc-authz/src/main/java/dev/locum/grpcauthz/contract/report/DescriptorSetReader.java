package dev.locum.grpcauthz.contract.report;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@code protoc --descriptor_set_out=FILE --include_imports} writes.
 *
 * <p>Options of ours need not be known to whoever wrote the set: they are read from their bytes.
 * Input is not trusted; whatever it is, the answer is services or a {@link DescriptorSetException}.
 */
public final class DescriptorSetReader {

  private DescriptorSetReader() {}

  /**
   * All services of a descriptor set, imported ones included, in its order.
   *
   * @throws DescriptorSetException if the bytes are none, a file that is imported is missing, or
   *     there is no service in it
   */
  public static List<ServiceDescriptor> read(byte[] descriptorSet) {
    FileDescriptorSet set = parse(descriptorSet);
    Map<String, FileDescriptor> built = new LinkedHashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      if (built.put(file.getName(), build(file, built)) != null) {
        throw new DescriptorSetException(file.getName() + ": twice (expected: once)");
      }
    }
    List<ServiceDescriptor> services =
        built.values().stream().flatMap(file -> file.getServices().stream()).toList();
    if (services.isEmpty()) {
      throw new DescriptorSetException("no service in it (expected: at least one)");
    }
    return services;
  }

  private static FileDescriptorSet parse(byte[] bytes) {
    FileDescriptorSet set;
    try {
      set = FileDescriptorSet.parseFrom(bytes, ExtensionRegistry.getEmptyRegistry());
    } catch (InvalidProtocolBufferException e) {
      throw notASet();
    }
    if (set.getFileCount() == 0 || !set.getUnknownFields().asMap().isEmpty()) {
      throw notASet();
    }
    return set;
  }

  /** protoc writes a file after those that it imports. */
  private static FileDescriptor build(
      FileDescriptorProto file, Map<String, FileDescriptor> imported) {
    List<FileDescriptor> dependencies = new ArrayList<>();
    for (String name : file.getDependencyList()) {
      FileDescriptor dependency = imported.get(name);
      if (dependency == null) {
        throw new DescriptorSetException(
            file.getName()
                + ": imports "
                + name
                + ", which is not there before it (expected: protoc --include_imports)");
      }
      dependencies.add(dependency);
    }
    try {
      return FileDescriptor.buildFrom(file, dependencies.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new DescriptorSetException(file.getName() + ": " + e.getDescription());
    } catch (RuntimeException e) {
      // The builder trusts its input, which protoc has checked; ours may come from anywhere.
      throw new DescriptorSetException(file.getName() + ": cannot be read");
    }
  }

  private static DescriptorSetException notASet() {
    return new DescriptorSetException(
        "not a descriptor set (expected: protoc --descriptor_set_out=FILE --include_imports)");
  }
}
