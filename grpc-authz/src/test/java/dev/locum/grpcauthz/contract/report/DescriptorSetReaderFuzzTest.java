package dev.locum.grpcauthz.contract.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;

/**
 * A descriptor set from anywhere: services, or the one refusal that it declares. In a normal run
 * the inputs beside this class are tried; {@code make fuzz} searches for new ones.
 */
final class DescriptorSetReaderFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void descriptorSet_ofAnyBytes_isServicesOrRefused(byte[] bytes) {
    List<ServiceDescriptor> services;
    try {
      services = DescriptorSetReader.read(bytes);
    } catch (DescriptorSetException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(services).isNotEmpty();
    for (ServiceDescriptor service : services) {
      assertThat(service.getFile().findServiceByName(service.getName())).isEqualTo(service);
    }
  }
}
