package dev.locum.authservice.workload;

/** What an operator may administer; one that has a tenant, of that tenant alone. */
public enum AdministratorRole {
  /** Sees everything that is no secret, and changes nothing. */
  VIEWER,
  /** Administers tenants, users, workloads, namespaces, routes, roles and downstreams. */
  OPERATOR,
  /** Takes away: disables, ends sessions and delegations, revokes and rotates keys. */
  SECURITY,
  /** All of it, and administers the administrators. */
  ADMINISTRATOR
}
