package dev.locum.gateway.catalogue;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.locum.temporalapi.workflowservice.v1.ServiceProto;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every method that Temporal's API has for tenants, each with one row. Immutable.
 *
 * <p><b>Security guarantees</b>: a method without a row is not here, so nobody may call it; a row
 * without a method is an error when the class is made. Streaming methods are never here.
 */
public final class MethodCatalogue {

  private final Map<String, MethodEntry> entries;

  private MethodCatalogue(Map<String, MethodEntry> entries) {
    this.entries = entries;
  }

  /** The rows, joined to the compiled API. */
  public static MethodCatalogue compiled() {
    Map<String, MethodEntry> entries = new LinkedHashMap<>();
    for (ServiceDescriptor service : services()) {
      Map<String, MethodTable.Row> rows = MethodTable.rows(service.getName());
      for (MethodDescriptor method : service.getMethods()) {
        MethodTable.Row row = rows.get(method.getName());
        if (row != null && !method.isClientStreaming() && !method.isServerStreaming()) {
          MethodEntry entry = row.join(method);
          entries.put(entry.fullName(), entry);
        }
      }
    }
    if (entries.size() != MethodTable.size()) {
      throw new IllegalStateException("catalogue: a row names a method that the API lacks");
    }
    return new MethodCatalogue(entries);
  }

  /** The services that have rows; every other one is refused whole. */
  public static List<ServiceDescriptor> services() {
    return List.of(
        ServiceProto.getDescriptor().findServiceByName("WorkflowService"),
        dev.locum.temporalapi.operatorservice.v1.ServiceProto.getDescriptor()
            .findServiceByName("OperatorService"));
  }

  /** The row of a method, {@code package.Service/Method}; empty: nobody may call it. */
  public Optional<MethodEntry> find(String fullName) {
    return Optional.ofNullable(entries.get(fullName));
  }

  /** All rows, in the order of the API. */
  public Collection<MethodEntry> all() {
    return entries.values();
  }
}
