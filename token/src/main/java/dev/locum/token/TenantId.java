package dev.locum.token;

/**
 * A tenant: the owner of namespaces and task queues.
 *
 * @param value a lower-case label, {@code [a-z][a-z0-9-]{0,62}}
 */
public record TenantId(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public TenantId {
    Names.require("TenantId", value, Names.LABEL, 63);
  }

  /**
   * What the ids of the tenant's workflows begin with, so that tenants which share a namespace are
   * told apart; no tenant's prefix begins another's, since a name has no dot.
   */
  public String idPrefix() {
    return value + ".";
  }

  @Override
  public String toString() {
    return value;
  }
}
