package dev.locum.gateway.check;

import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;

/**
 * Names of task queues that nobody is granted, and the names that sticky queues get here.
 *
 * <p>To Temporal a queue is its name and nothing else: of which kind it is called, and of which
 * normal queue, makes no difference. So a sticky queue gets a name that no normal queue can have
 * and that says whose it is.
 */
public final class QueueNames {

  private static final String STICKY = "locum.sticky/";

  /** Partitions; system workers; orders to workers, which are written with and without slash. */
  private static final String[] RESERVED = {"/_sys/", "temporal-sys", "/temporal-sys", STICKY};

  /** The system worker's queue from before its prefix. */
  private static final String SYSTEM_WORKER = "default-worker-tq";

  private static final String COMMANDS = "temporal-sys/worker-commands/";

  private QueueNames() {}

  /** Whether a queue is called a normal one, and not one of another queue's. */
  public static boolean isNormal(TaskQueue queue) {
    boolean isOfKind =
        queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_NORMAL
            || queue.getKind() == TaskQueueKind.TASK_QUEUE_KIND_UNSPECIFIED;
    return isOfKind && queue.getNormalName().isEmpty();
  }

  /** Whether the name is Temporal's or ours, so that no grant can give it. */
  public static boolean isReserved(String name) {
    for (String prefix : RESERVED) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return name.equals(SYSTEM_WORKER);
  }

  /** The name under which Temporal knows a sticky queue of the caller's. */
  public static String sticky(GatewayCaller caller, String name) {
    return STICKY + caller.tenantName() + "/" + caller.workload().value() + "/" + name;
  }

  /** Whether the name is one that {@link #sticky} gave the caller. */
  public static boolean isOwnSticky(GatewayCaller caller, String name) {
    return name.startsWith(STICKY) && name.startsWith(sticky(caller, ""));
  }

  /** Whether the name is that of the queue for orders to a worker of the namespace. */
  public static boolean isWorkerCommands(String name, String namespace) {
    String bare = name.startsWith("/") ? name.substring(1) : name;
    return bare.startsWith(COMMANDS + namespace + "/");
  }
}
