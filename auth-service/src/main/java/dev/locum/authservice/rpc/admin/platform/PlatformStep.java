package dev.locum.authservice.rpc.admin.platform;

import com.google.protobuf.Message;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.PlatformChange;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import java.util.Optional;

/**
 * One change on the way to a document.
 *
 * @param key what is changed
 * @param before as it is; empty: it is not there
 * @param after as it is to be; empty: it is to be removed
 */
public record PlatformStep(EntityKey key, Optional<Message> before, Optional<Message> after) {

  /** Such as {@code route alice/trip replaced}, for the trail. */
  String told() {
    return key
        + (startsWorkToo() ? ", which starts work as well," : "")
        + switch (action()) {
          case ACTION_CREATE -> " created";
          case ACTION_REPLACE -> " replaced";
          default -> " removed";
        };
  }

  private boolean startsWorkToo() {
    return after
        .filter(each -> each instanceof Workload workload && workload.getStartsWork())
        .isPresent();
  }

  /**
   * Whether it may give more than there is: it puts anything but a tenant that was not disabled, or
   * a user who was not and has no further role. A new tenant has nothing yet.
   */
  boolean gives() {
    if (after.isEmpty()) {
      return false;
    }
    return switch (after.get()) {
      case Tenant tenant ->
          before.isPresent() && ((Tenant) before.get()).getDisabled() && !tenant.getDisabled();
      case User user -> before.isEmpty() || !covers((User) before.get(), user);
      default -> true;
    };
  }

  /** The user whom it enables, if it does. */
  Optional<User> enabled() {
    return user(after)
        .filter(user -> !user.getDisabled() && user(before).filter(User::getDisabled).isPresent());
  }

  private static Optional<User> user(Optional<Message> entity) {
    return entity.filter(User.class::isInstance).map(User.class::cast);
  }

  private static boolean covers(User present, User wanted) {
    return present.getRolesList().containsAll(wanted.getRolesList())
        && (wanted.getDisabled() || !present.getDisabled());
  }

  private PlatformChange.Action action() {
    if (after.isEmpty()) {
      return PlatformChange.Action.ACTION_REMOVE;
    }
    return before.isEmpty()
        ? PlatformChange.Action.ACTION_CREATE
        : PlatformChange.Action.ACTION_REPLACE;
  }

  /** The change as it is shown. */
  public PlatformChange toWire() {
    return PlatformChange.newBuilder()
        .setAction(action())
        .setEntity(key.toString())
        .setBefore(alone(before))
        .setAfter(alone(after))
        .build();
  }

  private static Platform alone(Optional<Message> entity) {
    Platform.Builder platform = Platform.newBuilder();
    entity.ifPresent(each -> CanonicalEntity.addTo(platform, each));
    return platform.build();
  }
}
