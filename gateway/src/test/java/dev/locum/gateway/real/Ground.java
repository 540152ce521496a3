package dev.locum.gateway.real;

import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.token.denial.DenialReason;
import java.util.Locale;
import org.assertj.core.api.Assertions;

/**
 * Where Alice is attacked: in the namespace that she shares with Bob, or in her own.
 *
 * @param world where both are
 * @param layout which of the two
 */
record Ground(RealWorld world, Layout layout) {

  /** Alice's namespace. */
  String namespace() {
    return isShared() ? RealWorld.SHARED : "alice-own";
  }

  /** The namespace in which Bob works. */
  String attackers() {
    return isShared() ? RealWorld.SHARED : "bob-own";
  }

  boolean isShared() {
    return layout == Layout.SHARED;
  }

  /** Anybody, directly at Temporal, in Alice's namespace. */
  Party bare() {
    return world.bare().in(namespace());
  }

  /** A workload, through the gateway, in Alice's namespace. */
  Party through(String workload) {
    return world.through(workload).in(namespace());
  }

  /** An id of Alice's that no other test has. */
  String id(String name) {
    return "alice." + name + "-" + layout.name().toLowerCase(Locale.ROOT);
  }

  /** How it is refused to name something of hers; in her own namespace, nothing is there. */
  DenialReason refusal(DenialReason shared) {
    return isShared() ? shared : DenialReason.ENTITY_NOT_FOUND;
  }

  /** Her worker takes the next task of the queue, and her workflow ends well. */
  void assertFinishes(String workflowId, String queue) {
    through("alice-worker").finishNext(queue);
    Assertions.assertThat(bare().status(workflowId))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }
}
