package dev.locum.protocol.compatibility;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A descriptor set by full name, nested types included. Where a file holds a type does not matter.
 */
record Schema(
    Set<String> packages,
    Map<String, DescriptorProto> messages,
    Map<String, EnumDescriptorProto> enums,
    Map<String, ServiceDescriptorProto> services) {

  static Schema of(FileDescriptorSet files) {
    Schema schema = new Schema(new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    files.getFileList().forEach(schema::add);
    return schema;
  }

  private void add(FileDescriptorProto file) {
    String scope = file.getPackage();
    packages.add(scope);
    file.getMessageTypeList().forEach(message -> add(scope, message));
    file.getEnumTypeList().forEach(type -> enums.put(scope + "." + type.getName(), type));
    file.getServiceList().forEach(type -> services.put(scope + "." + type.getName(), type));
  }

  private void add(String scope, DescriptorProto message) {
    String name = scope + "." + message.getName();
    messages.put(name, message);
    message.getNestedTypeList().forEach(nested -> add(name, nested));
    message.getEnumTypeList().forEach(type -> enums.put(name + "." + type.getName(), type));
  }
}
