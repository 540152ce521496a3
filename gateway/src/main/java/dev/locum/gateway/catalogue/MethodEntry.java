package dev.locum.gateway.catalogue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;

/**
 * One row of the catalogue.
 *
 * @param descriptor the method as the compiled API has it
 * @param scope what it is about
 * @param access what it does
 * @param polling whether it waits for a task
 * @param audience who may call it
 * @param note why, where the audience does not say it; may be empty
 */
public record MethodEntry(
    MethodDescriptor descriptor,
    Scope scope,
    Access access,
    boolean polling,
    Audience audience,
    String note) {

  /** {@code package.Service/Method}. */
  public String fullName() {
    return descriptor.getService().getFullName() + "/" + descriptor.getName();
  }

  /** The method alone. */
  public String name() {
    return descriptor.getName();
  }

  /** What a request is made of. */
  public Descriptor request() {
    return descriptor.getInputType();
  }

  /** What an answer is made of. */
  public Descriptor response() {
    return descriptor.getOutputType();
  }
}
