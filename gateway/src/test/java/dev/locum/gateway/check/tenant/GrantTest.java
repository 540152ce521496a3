package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.assertForwarded;
import static dev.locum.gateway.check.tenant.Attempts.normal;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.token.denial.DenialReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a grant does not name, and one that is broken, opens nothing. */
final class GrantTest {

  private static final GatewayCaller STARTER = Scene.alice(CallerRole.STARTER);

  /** A grant that lost its prefix must not become one for everybody's work. */
  @Test
  void sharedNamespaceWithoutPrefix_isNotThere() {
    GatewayCaller caller =
        new GatewayCaller(
            STARTER.workload(),
            CallerRole.STARTER,
            STARTER.tenant(),
            CredentialKind.CERTIFICATE,
            Map.of(
                Scene.SHARED,
                Scene.grant(Scene.SHARED, Layout.SHARED, DelegationRule.IGNORED, "alice", "")));

    assertDenied(caller, SampleRequests.start(Scene.SHARED), DenialReason.ENTITY_NOT_FOUND);
  }

  @Test
  void credentialThatTheNamespaceDoesNotAccept_seesNoNamespace() {
    GatewayCaller caller =
        new GatewayCaller(
            STARTER.workload(),
            CallerRole.STARTER,
            STARTER.tenant(),
            CredentialKind.API_KEY,
            STARTER.grants());

    assertDenied(caller, SampleRequests.start(Scene.SHARED), DenialReason.ENTITY_NOT_FOUND);
  }

  @Test
  void typeOrQueueWithoutGrant_isNotStarted() {
    assertForwarded(STARTER, SampleRequests.start("alice-own"));
    assertDenied(
        STARTER,
        SampleRequests.start("alice-own").toBuilder()
            .setWorkflowType(WorkflowType.newBuilder().setName("Refund"))
            .build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        STARTER,
        SampleRequests.start("alice-own").toBuilder().setTaskQueue(normal("other")).build(),
        DenialReason.ACTION_NOT_ALLOWED);
    assertDenied(
        STARTER,
        SampleRequests.start("alice-own").toBuilder().clearWorkflowType().build(),
        DenialReason.REQUEST_INVALID);
  }
}
