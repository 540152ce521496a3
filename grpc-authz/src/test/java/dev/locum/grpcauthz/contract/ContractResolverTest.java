package dev.locum.grpcauthz.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.options.v1.ServiceAuth;
import dev.locum.grpcauthz.test.v1.Shop;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractResolverTest {

  /** S4-11: presence, type and default of the markers. */
  @Test
  void options_markers_haveFieldPresenceAndDefaultToFalse() {
    for (FieldDescriptor marker :
        List.of(
            MethodAuth.getDescriptor().findFieldByName("public"),
            MethodAuth.getDescriptor().findFieldByName("internal"),
            ServiceAuth.getDescriptor().findFieldByName("public"),
            ServiceAuth.getDescriptor().findFieldByName("internal"))) {
      assertThat(marker.getType()).isEqualTo(FieldDescriptor.Type.BOOL);
      assertThat(marker.hasPresence()).isTrue();
      assertThat(marker.getDefaultValue()).isEqualTo(false);
    }
    assertThat(OptionsProto.methodAuth.getNumber()).isEqualTo(50100);
    assertThat(OptionsProto.serviceAuth.getNumber()).isEqualTo(50101);
  }

  /**
   * S4-15, H4: a method's marker switches the service's marker of the other kind off; explicit
   * false counts.
   */
  @ParameterizedTest
  @CsvSource({
    "'','',GATED",
    "public:true,'',PUBLIC",
    "internal:true,'',INTERNAL",
    "'',public:true,PUBLIC",
    "'',internal:true,INTERNAL",
    "public:true,internal:true,INTERNAL",
    "internal:true,public:true,PUBLIC",
    "public:true,public:false,GATED",
    "internal:true,internal:false,GATED",
    "public:true,internal:false,PUBLIC",
    "internal:true,public:false,INTERNAL"
  })
  void resolve_markers_exactlyOnePosture(String service, String method, Posture posture) {
    assertThat(resolve(service, method).posture()).isEqualTo(posture);
  }

  /** S4-14, H4: both markers on one level contradict each other: the server must not start. */
  @Test
  void resolve_bothMarkersOnOneLevel_isRefused() {
    refused("", "public:true internal:true", "public and internal");
    refused("public:true internal:true", "", "public and internal");
  }

  @Test
  void resolve_requirementsOfAPublicMethod_areRefused() {
    refused("", "public:true requires{roles:'admin'}", "requirements of a public method");
    refused("public:true", "requires{roles:'admin'}", "requirements of a public method");
    assertThat(resolve("public:true default_requires{roles:'admin'}", "").posture())
        .isEqualTo(Posture.PUBLIC);
  }

  @Test
  void resolve_requires_methodReplacesServiceAsAWhole() {
    String service = "default_requires{roles:'user' scopes:'a'}";

    assertThat(resolve(service, "").requires())
        .contains(new Requirements(Set.of("user"), Set.of("a")));
    assertThat(resolve(service, "requires{scopes:'b'}").requires())
        .contains(new Requirements(Set.of(), Set.of("b")));
    assertThat(resolve(service, "requires{}").requires())
        .contains(new Requirements(Set.of(), Set.of()));
    assertThat(resolve(service, "internal:true").requires())
        .contains(new Requirements(Set.of("user"), Set.of("a")));
    assertThat(resolve("", "").requires()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'','',DENY",
    "default_policy:'allow','',ALLOW",
    "default_policy:'allow',policy:'deny',DENY",
    "default_policy:'deny',policy:'allow',ALLOW",
    "default_policy:'ALLOW','',DENY",
    "default_policy:'allow',policy:'permit',DENY",
    "default_policy:'allow',policy:'',ALLOW"
  })
  void resolve_policy_anythingElseDenies(String service, String method, Policy policy) {
    assertThat(resolve(service, method).policy()).isEqualTo(policy);
  }

  /** H7: requirements beat policy deny, as in the reference; the author is warned. */
  @Test
  void resolve_denyBesidesRequirements_warns() {
    assertThat(resolve("default_requires{roles:'user'}", "policy:'deny'").warnings())
        .singleElement()
        .asString()
        .contains("does not stop");
    assertThat(resolve("", "policy:'deny'").warnings()).isEmpty();
    assertThat(resolve("", "policy:'ALLOW'").warnings()).hasSize(1);
    assertThat(resolve("", "internal:true policy:'deny'").warnings()).hasSize(1);
  }

  /** A descriptor that was built without our registry holds the option as an unknown field. */
  @Test
  void resolve_optionAsUnknownField_isReadAllTheSame() throws Exception {
    MethodOptions unknown =
        MethodOptions.parseFrom(
            MethodOptions.newBuilder()
                .setExtension(
                    OptionsProto.methodAuth, MethodAuth.newBuilder().setInternal(true).build())
                .build()
                .toByteString());
    assertThat(unknown.hasExtension(OptionsProto.methodAuth)).isFalse();

    ServiceDescriptor service = service(ServiceOptions.getDefaultInstance(), unknown);

    assertThat(ContractResolver.resolve(service).get(0).posture()).isEqualTo(Posture.INTERNAL);
  }

  @Test
  void resolve_brokenOrNewerOption_isRefused() {
    MethodOptions broken = raw(ByteString.copyFromUtf8("\u0001\u0001\u0001"));
    MethodOptions newer =
        raw(
            UnknownFieldSet.newBuilder()
                .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build()
                .toByteString());

    assertThatThrownBy(
            () -> ContractResolver.resolve(service(ServiceOptions.getDefaultInstance(), broken)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(
            () -> ContractResolver.resolve(service(ServiceOptions.getDefaultInstance(), newer)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("newer version");
  }

  /** A service without a descriptor, and one that only claims to be without options. */
  @Test
  void of_serviceWithoutDescriptor_isRefusedUnlessListedAsOpen() {
    ServerServiceDefinition bare = ServerServiceDefinition.builder("bare.Service").build();

    assertThatThrownBy(() -> ServiceContracts.of(List.of(bare), Set.of()))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("bare.Service");
    assertThat(ServiceContracts.of(List.of(bare), Set.of("bare.Service")).all()).isEmpty();
  }

  @Test
  void lists_ofTheShop_nameItsPublicAndInternalMethods() {
    List<ServiceDescriptor> services = Shop.getDescriptor().getServices();

    assertThat(ContractResolver.publicMethods(services))
        .containsExactly("locum.authz.test.v1.ShopService/Open");
    assertThat(ContractResolver.internalMethods(services))
        .extracting(name -> name.substring(name.indexOf('/') + 1))
        .containsExactly("Ping", "Buy", "Refund", "Pay", "Watch", "Restock");
  }

  private static void refused(String service, String method, String message) {
    assertThatThrownBy(() -> resolve(service, method))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(message);
  }

  private static MethodContract resolve(String service, String method) {
    try {
      ServiceAuth.Builder serviceAuth = ServiceAuth.newBuilder();
      TextFormat.merge(service, serviceAuth);
      MethodAuth.Builder methodAuth = MethodAuth.newBuilder();
      TextFormat.merge(method, methodAuth);
      return ContractResolver.resolve(
              service(
                  ServiceOptions.newBuilder()
                      .setExtension(OptionsProto.serviceAuth, serviceAuth.build())
                      .build(),
                  MethodOptions.newBuilder()
                      .setExtension(OptionsProto.methodAuth, methodAuth.build())
                      .build()))
          .get(0);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static MethodOptions raw(ByteString option) {
    return MethodOptions.newBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    50100, UnknownFieldSet.Field.newBuilder().addLengthDelimited(option).build())
                .build())
        .build();
  }

  private static ServiceDescriptor service(ServiceOptions options, MethodOptions methodOptions) {
    String empty = "." + Empty.getDescriptor().getFullName();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("made.proto")
            .setPackage("made")
            .addDependency(EmptyProto.getDescriptor().getFullName())
            .addService(
                ServiceDescriptorProto.newBuilder()
                    .setName("Made")
                    .setOptions(options)
                    .addMethod(
                        MethodDescriptorProto.newBuilder()
                            .setName("Call")
                            .setInputType(empty)
                            .setOutputType(empty)
                            .setOptions(methodOptions)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[] {EmptyProto.getDescriptor()})
          .getServices()
          .get(0);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }
}
