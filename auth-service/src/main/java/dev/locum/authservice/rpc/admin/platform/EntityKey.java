package dev.locum.authservice.rpc.admin.platform;

import java.util.Comparator;

/**
 * Names one entity of the platform.
 *
 * @param kind its kind
 * @param tenant whose, where names are unique in a tenant only; else empty
 * @param name its name
 */
public record EntityKey(EntityKind kind, String tenant, String name)
    implements Comparable<EntityKey> {

  private static final Comparator<EntityKey> ORDER =
      Comparator.comparing(EntityKey::kind)
          .thenComparing(EntityKey::tenant)
          .thenComparing(EntityKey::name);

  @Override
  public int compareTo(EntityKey other) {
    return ORDER.compare(this, other);
  }

  /** Such as {@code route alice/trip}. */
  @Override
  public String toString() {
    return kind.word() + " " + (tenant.isEmpty() ? name : tenant + "/" + name);
  }
}
