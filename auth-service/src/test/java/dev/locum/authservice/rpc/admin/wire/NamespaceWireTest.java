package dev.locum.authservice.rpc.admin.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import org.junit.jupiter.api.Test;

/** What is left out of a namespace opens nothing. */
class NamespaceWireTest {

  private static final Namespace ALICES =
      Namespace.newBuilder()
          .setName("default")
          .setTenant("alice")
          .setDelegations(DelegationRule.DELEGATION_RULE_REQUIRED)
          .addCredentials(CredentialKind.CREDENTIAL_KIND_CERTIFICATE)
          .build();

  @Test
  void namespace_ofATenantOrShared_isReadAndShownAlike() {
    Namespace shared = ALICES.toBuilder().clearTenant().setShared(true).build();

    assertThat(NamespaceWire.toWire(NamespaceWire.namespace(ALICES))).isEqualTo(ALICES);
    assertThat(NamespaceWire.toWire(NamespaceWire.namespace(shared))).isEqualTo(shared);
  }

  @Test
  void namespace_withoutTenantOrWithBoth_isRefused() {
    assertRefused(ALICES.toBuilder().clearTenant().build());
    assertRefused(ALICES.toBuilder().setShared(true).build());
  }

  @Test
  void namespace_withoutRuleOrCredential_isRefused() {
    assertRefused(ALICES.toBuilder().clearDelegations().build());
    assertRefused(ALICES.toBuilder().clearCredentials().build());
  }

  private static void assertRefused(Namespace namespace) {
    assertThatThrownBy(() -> NamespaceWire.namespace(namespace))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.REQUEST_INVALID));
  }
}
