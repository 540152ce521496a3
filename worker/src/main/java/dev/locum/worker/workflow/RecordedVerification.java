package dev.locum.worker.workflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What the history keeps of a verification. A compatible form: histories of every release are
 * replayed by every other. Members may be added, and are then absent in old histories and ignored
 * by old releases; none is taken away or changes its meaning.
 *
 * @param delegation the delegation's id
 * @param user the user
 * @param tenant the user's tenant
 * @param actions what the user allowed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecordedVerification(
    String delegation, String user, String tenant, List<String> actions) {

  public RecordedVerification {
    actions = List.copyOf(actions);
  }
}
