package dev.locum.authservice.client;

import dev.locum.authservice.store.Transaction;
import dev.locum.token.Audience;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the names of clients apart from those of workloads and audiences, in the transaction of the
 * caller. A client's id is the audience of its id tokens and the {@code client_id} of its access
 * tokens: a service of the same name that looks at nothing but the audience would take an id token
 * for a token of its own, and a workload of the same name would be taken for the client.
 */
public final class ClientNames {

  private ClientNames() {}

  /**
   * Requires that no client has the name.
   *
   * @param what whose it shall be, for the refusal
   * @throws DenialException {@code ALREADY_OWNED} if one has
   */
  public static void requireNoClient(Transaction tx, String what, String name) {
    if (isThere(tx, "SELECT id AS name FROM oauth_client WHERE id = ?", name)) {
      throw refused(what + ": a client's name");
    }
  }

  /**
   * Requires that the name is no audience of the configuration.
   *
   * @throws DenialException {@code ALREADY_OWNED} if it is one
   */
  public static void requireNoAudience(ClientId id, Set<Audience> configured) {
    if (isAudience(id.value(), configured)) {
      throw refused("client " + id + ": an audience of the configuration");
    }
  }

  static boolean isAudience(String id, Set<Audience> configured) {
    return configured.stream().anyMatch(audience -> audience.value().equals(id));
  }

  /**
   * Requires that nobody else has the name, or had it.
   *
   * @throws DenialException {@code ALREADY_OWNED} if a workload has, or had, or if it is an
   *     audience
   */
  static void requireFree(Transaction tx, ClientId id) {
    String name = id.value();
    if (isThere(tx, "SELECT id AS name FROM workload WHERE id = ?", name)
        || isThere(tx, "SELECT id AS name FROM removed_workload WHERE id = ?", name)) {
      throw refused("client " + id + ": a workload's name");
    }
    if (isThere(tx, "SELECT name FROM downstream WHERE name = ?", name) || isAudience(tx, name)) {
      throw refused("client " + id + ": an audience");
    }
  }

  private static boolean isAudience(Transaction tx, String name) {
    List<Boolean> named =
        tx.query(
            "SELECT service_audiences FROM workload WHERE service_audiences LIKE ?",
            row -> row.texts("service_audiences").contains(name),
            "%" + name + "%");
    return named.contains(true);
  }

  private static boolean isThere(Transaction tx, String query, String name) {
    Optional<String> found = tx.queryOne(query, row -> row.text("name"), name);
    return found.isPresent();
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.ALREADY_OWNED, detail);
  }
}
