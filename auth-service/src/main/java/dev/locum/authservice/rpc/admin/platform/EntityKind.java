package dev.locum.authservice.rpc.admin.platform;

import java.util.Locale;

/** The kinds of entities of a platform, each after those that it may refer to. */
public enum EntityKind {
  TENANT,
  DOWNSTREAM,
  NAMESPACE,
  WORKLOAD,
  ROUTE,
  ROLE,
  USER;

  /** As messages and the trail call it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
