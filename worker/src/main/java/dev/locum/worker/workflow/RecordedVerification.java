package dev.locum.worker.workflow;

import java.util.List;

/**
 * What the history keeps of a verification. A compatible form: histories of every release are
 * replayed.
 *
 * @param delegation the delegation's id
 * @param user the user
 * @param tenant the user's tenant
 * @param actions what the user allowed
 */
public record RecordedVerification(
    String delegation, String user, String tenant, List<String> actions) {

  public RecordedVerification {
    actions = List.copyOf(actions);
  }
}
