package dev.locum.gateway.catalogue;

/** What a field of a request names, and so what is checked wherever it is set. */
public enum FieldRole {
  /** Names nothing of anybody's. */
  PLAIN,
  /** Reports what happened; nothing acts on it. Looked through for unknown content only. */
  INFORMATION,
  /** A namespace: the request's own, or empty. */
  NAMESPACE,
  /** A namespace by id: refused, since grants go by name. */
  NAMESPACE_ID,
  /** A task queue: granted, of the normal kind, or empty. */
  TASK_QUEUE,
  /** The queue of a poll: normal or sticky; the rules of polls. */
  POLLED_QUEUE,
  /** A sticky queue: bound to the workload by the rules of tasks. */
  STICKY_QUEUE,
  /** Where Temporal sends orders to workers: never forwarded. */
  CONTROL_QUEUE,
  /** An id of a workflow, schedule, batch job or activity without workflow: the tenant's own. */
  OWNED_ID,
  /** A workflow type that would be started: granted. */
  WORKFLOW_TYPE,
  /** A worker deployment or its version: the tenant's own. */
  DEPLOYMENT,
  /** A worker process: bound to the tenant by the rules of tasks. */
  WORKER_KEY,
  /** A task token: opened by the rules of tasks. */
  TASK_TOKEN,
  /** The position in a list or history: opened by the rules of views. */
  PAGE_TOKEN,
  /** A position to wait from; no method that has one is open to tenants. */
  LONG_POLL_TOKEN,
  /** A list filter: rewritten by the rules of views. */
  QUERY,
  /** A Temporal header, which may carry a delegation: the rules of each call say what for. */
  HEADER,
  /** Attributes that visibility is filtered by: none that Temporal or Locum reserves. */
  SEARCH_ATTRIBUTES,
  /** What is called when work ends: refused. */
  CALLBACK,
  /** Part of Nexus: refused. */
  NEXUS,
  /** A place in the network: refused to all but operators. */
  ADDRESS,
  /** Cloud resources: refused. */
  COMPUTE,
  /** A message of a type that only its name tells: one of the known types, looked through. */
  ENVELOPE,
  /** Not in the table: refused when set. */
  UNKNOWN
}
