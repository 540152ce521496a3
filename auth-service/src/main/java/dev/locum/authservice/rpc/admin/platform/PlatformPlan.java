package dev.locum.authservice.rpc.admin.platform;

import com.google.protobuf.Message;
import dev.locum.protocol.admin.v1.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The changes between what is there and what a document asks for.
 *
 * @param steps in the order in which they are tried; nothing is left to do without one
 */
public record PlatformPlan(List<PlatformStep> steps) {

  /** Copies. */
  public PlatformPlan {
    steps = List.copyOf(steps);
  }

  /**
   * Compares.
   *
   * @param prunes whether what the document does not name goes: users, who are never removed, are
   *     disabled
   */
  public static PlatformPlan between(
      PlatformDocument present, PlatformDocument wanted, boolean prunes) {
    List<PlatformStep> steps = new ArrayList<>();
    wanted
        .entities()
        .forEach((key, entity) -> {
          Optional<Message> before = Optional.ofNullable(present.entities().get(key));
          if (before.filter(entity::equals).isEmpty()) {
            steps.add(new PlatformStep(key, before, Optional.of(entity)));
          }
        });
    if (prunes) {
      List<PlatformStep> prunings = new ArrayList<>();
      present
          .entities()
          .forEach((key, entity) -> {
            if (!wanted.entities().containsKey(key)) {
              pruning(key, entity).ifPresent(prunings::add);
            }
          });
      steps.addAll(prunings.reversed());
    }
    return new PlatformPlan(steps);
  }

  /** Whether it may give more than there is. */
  public boolean gives() {
    return steps.stream().anyMatch(PlatformStep::gives);
  }

  /** The users who are disabled and would not be, in order. */
  public List<User> enabled() {
    return steps.stream().flatMap(step -> step.enabled().stream()).toList();
  }

  private static Optional<PlatformStep> pruning(EntityKey key, Message entity) {
    if (!(entity instanceof User user)) {
      return Optional.of(new PlatformStep(key, Optional.of(entity), Optional.empty()));
    }
    return user.getDisabled()
        ? Optional.empty()
        : Optional.of(
            new PlatformStep(
                key,
                Optional.of(user),
                Optional.of(user.toBuilder().clearRoles().setDisabled(true).build())));
  }
}
