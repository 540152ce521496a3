package dev.locum.gateway.catalogue;

import dev.locum.gateway.caller.Layout;

/** In which namespaces a role may call a method. */
public enum Reach {
  /** In none. */
  NOWHERE,
  /** Only in those that belong to one tenant: the method sees or moves the whole namespace. */
  DEDICATED,
  /** In all that are granted. */
  EVERYWHERE;

  /** Whether a namespace of the layout is within. */
  public boolean covers(Layout layout) {
    return switch (this) {
      case NOWHERE -> false;
      case DEDICATED -> layout == Layout.DEDICATED;
      case EVERYWHERE -> true;
    };
  }
}
