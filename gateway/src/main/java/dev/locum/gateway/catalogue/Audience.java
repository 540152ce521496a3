package dev.locum.gateway.catalogue;

import static dev.locum.gateway.catalogue.Reach.DEDICATED;
import static dev.locum.gateway.catalogue.Reach.EVERYWHERE;
import static dev.locum.gateway.catalogue.Reach.NOWHERE;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;

/** Which roles may call a method, and in which namespaces. */
public enum Audience {
  /**
   * What every SDK asks first, the history that a worker replays and a client waits for, and how
   * work stands.
   */
  EVERYBODY(EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE),
  /** Takes tasks and answers workflow tasks and queries. */
  WORKERS(EVERYWHERE, NOWHERE, NOWHERE, NOWHERE),
  /** Answers an activity, which a process without a worker may do. */
  ANSWERERS(EVERYWHERE, EVERYWHERE, NOWHERE, NOWHERE),
  /** Starts work or speaks to it. */
  CLIENTS(NOWHERE, EVERYWHERE, EVERYWHERE, NOWHERE),
  /** Looks at one piece of work or ends it. */
  FOLLOWERS(NOWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE),
  /** Changes or lists a tenant's own work. */
  OWNERS(NOWHERE, EVERYWHERE, NOWHERE, EVERYWHERE),
  /** Defines work that starts later. */
  STARTERS(NOWHERE, EVERYWHERE, NOWHERE, NOWHERE),
  /** Sees or moves everybody in the namespace. */
  WHOLE_NAMESPACE(NOWHERE, DEDICATED, NOWHERE, EVERYWHERE),
  /** Administers. */
  OPERATORS(NOWHERE, NOWHERE, NOWHERE, EVERYWHERE),
  /** Is refused to all. */
  NOBODY(NOWHERE, NOWHERE, NOWHERE, NOWHERE);

  private final Reach worker;
  private final Reach starter;
  private final Reach trigger;
  private final Reach operator;

  Audience(Reach worker, Reach starter, Reach trigger, Reach operator) {
    this.worker = worker;
    this.starter = starter;
    this.trigger = trigger;
    this.operator = operator;
  }

  /**
   * The caller in the role in which it calls: who has two is a starter wherever a starter may call,
   * and a worker elsewhere.
   */
  public GatewayCaller inRole(GatewayCaller caller) {
    return starter != NOWHERE && caller.hasTwoRoles()
        ? caller.as(CallerRole.STARTER).orElse(caller)
        : caller;
  }

  /** Where the role may call. */
  public Reach of(CallerRole role) {
    return switch (role) {
      case WORKER -> worker;
      case STARTER -> starter;
      case TRIGGER -> trigger;
      case OPERATOR -> operator;
    };
  }
}
