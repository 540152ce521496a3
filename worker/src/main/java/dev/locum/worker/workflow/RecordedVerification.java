package dev.locum.worker.workflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the history keeps of a verification. A compatible form: histories of every release are
 * replayed by every other. Members may be added, and are then absent in old histories and ignored
 * by old releases; none is taken away or changes its meaning.
 *
 * @param delegation the delegation's id
 * @param user the user
 * @param tenant the user's tenant
 * @param actions what the user allowed
 * @param trace the span in which the run began, as a trace context; absent: in none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedVerification(
    String delegation, String user, String tenant, List<String> actions, @Nullable String trace) {

  public RecordedVerification {
    actions = List.copyOf(actions);
  }

  /** A verification in no trace. */
  public RecordedVerification(String delegation, String user, String tenant, List<String> actions) {
    this(delegation, user, tenant, actions, null);
  }

  /** The same, in a trace. */
  public RecordedVerification in(@Nullable String span) {
    return new RecordedVerification(delegation, user, tenant, actions, span);
  }
}
