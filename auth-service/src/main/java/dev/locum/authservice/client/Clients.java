package dev.locum.authservice.client;

import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.VerificationKey;
import dev.locum.token.proof.CertificateThumbprint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The registered clients, in the transaction of the caller. */
public final class Clients {

  private static final String NONE = "none";
  private static final String SECRET = "client_secret_basic";
  private static final String KEY = "private_key_jwt";
  private static final String TLS = "tls_client_auth";
  private static final String SELF_SIGNED = "self_signed_tls_client_auth";

  private static final Question.OfRecords<Client> BY_ID =
      Question.ofRecords("SELECT * FROM oauth_client WHERE id = ?", Clients::read);
  private static final Question.OfRecords<Client> ENABLED_BY_ID =
      Question.ofRecords(
          "SELECT c.* FROM oauth_client c LEFT JOIN tenant t ON t.name = c.tenant"
              + " WHERE c.id = ? AND (t.name IS NULL OR NOT t.disabled)",
          Clients::read);

  private Clients() {}

  /** The client, if it is registered. */
  public static Optional<Client> find(Transaction tx, ClientId id) {
    return tx.askOne(BY_ID, id.value());
  }

  /**
   * The client that a request names, unless its tenant is disabled; any text is taken, and one that
   * cannot be an id names nobody.
   */
  public static Optional<Client> findEnabled(Transaction tx, String id) {
    return tx.askOne(ENABLED_BY_ID, id);
  }

  /**
   * The client, for somebody who administers.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown
   */
  public static Client require(Transaction tx, ClientId id) {
    return find(tx, id)
        .orElseThrow(() -> new DenialException(DenialReason.ENTITY_NOT_FOUND, "client " + id));
  }

  /** The clients of a tenant, or all of them; by id. */
  public static List<Client> list(Transaction tx, Optional<TenantId> tenant) {
    return tenant.isEmpty()
        ? tx.query("SELECT * FROM oauth_client ORDER BY id", Clients::read)
        : tx.query(
            "SELECT * FROM oauth_client WHERE tenant = ? ORDER BY id",
            Clients::read,
            tenant.get().value());
  }

  /**
   * Makes a client or replaces it as a whole. A client that gets another way to prove itself loses
   * its secrets; one that may ask for less than before loses what it holds beyond that.
   *
   * @throws DenialException {@code STATE_CONFLICT} if its tenant would change; {@code
   *     ALREADY_OWNED} if a workload has this name, or had it, or if it is an audience
   */
  public static void put(Transaction tx, Client client, Instant now) {
    Optional<Client> former = find(tx, client.id());
    if (former.filter(found -> !found.tenant().equals(client.tenant())).isPresent()) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT, "client " + client.id() + ": another tenant's");
    }
    ClientNames.requireFree(tx, client.id());
    former.ifPresent(found -> ClientHoldings.endBeyond(tx, found, client, now));
    tx.update(
        "INSERT INTO oauth_client (id, name, tenant, method, public_keys, certificate_subject,"
            + " certificates, redirect_uris, post_logout_redirect_uris, grants, scopes,"
            + " first_party, bound_tokens, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, method ="
            + " excluded.method, public_keys = excluded.public_keys, certificate_subject ="
            + " excluded.certificate_subject, certificates = excluded.certificates, redirect_uris ="
            + " excluded.redirect_uris, post_logout_redirect_uris ="
            + " excluded.post_logout_redirect_uris, grants = excluded.grants, scopes ="
            + " excluded.scopes, first_party = excluded.first_party, bound_tokens ="
            + " excluded.bound_tokens",
        client.id().value(),
        client.name(),
        client.tenant().map(TenantId::value).orElse(null),
        methodName(client.method()),
        publicKeys(client.method()),
        client.method() instanceof ClientMethod.TlsClientAuth tls ? tls.subject().encode() : null,
        certificates(client.method()),
        Lists.join(client.rules().redirectUris().stream().map(RedirectUri::value).toList()),
        Lists.join(client.rules().logoutUris().stream().map(RedirectUri::value).toList()),
        Lists.join(client.rules().grants().stream().map(UserGrant::name).sorted().toList()),
        ScopeColumn.of(client.rules().scopes()),
        client.rules().isFirstParty(),
        client.rules().hasBoundTokens(),
        now);
    if (!(client.method() instanceof ClientMethod.SecretBasic)) {
      removeSecrets(tx, client.id());
    }
  }

  /**
   * Removes a client, its secrets and all that it holds; nobody can be it any more.
   *
   * @return how many sessions have ended
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown
   */
  public static int remove(Transaction tx, ClientId id, Instant now) {
    require(tx, id);
    removeSecrets(tx, id);
    tx.update("DELETE FROM oauth_client WHERE id = ?", id.value());
    return ClientHoldings.endAll(tx, id, now);
  }

  private static void removeSecrets(Transaction tx, ClientId id) {
    tx.update("DELETE FROM client_secret WHERE client = ?", id.value());
  }

  private static String methodName(ClientMethod method) {
    return switch (method) {
      case ClientMethod.None none -> NONE;
      case ClientMethod.SecretBasic secret -> SECRET;
      case ClientMethod.PrivateKeyJwt key -> KEY;
      case ClientMethod.TlsClientAuth tls -> TLS;
      case ClientMethod.SelfSigned self -> SELF_SIGNED;
    };
  }

  private static String publicKeys(ClientMethod method) {
    return method instanceof ClientMethod.PrivateKeyJwt key
        ? Lists.join(key.keys().stream().map(VerificationKey::toJwk).toList())
        : "";
  }

  private static String certificates(ClientMethod method) {
    return method instanceof ClientMethod.SelfSigned self
        ? Lists.join(self.certificates().stream().map(CertificateThumbprint::value).toList())
        : "";
  }

  private static Client read(Row row) {
    return new Client(
        new ClientId(row.text("id")),
        row.text("name"),
        row.optionalText("tenant").map(TenantId::new),
        method(row),
        new ClientRules(
            row.texts("redirect_uris").stream().map(RedirectUri::new).toList(),
            row.texts("post_logout_redirect_uris").stream().map(RedirectUri::new).toList(),
            row.texts("grants").stream().map(UserGrant::valueOf).collect(Collectors.toSet()),
            ScopeColumn.read(row),
            row.flag("first_party"),
            row.flag("bound_tokens")));
  }

  private static ClientMethod method(Row row) {
    return switch (row.text("method")) {
      case NONE -> new ClientMethod.None();
      case SECRET -> new ClientMethod.SecretBasic();
      case KEY ->
          new ClientMethod.PrivateKeyJwt(
              row.texts("public_keys").stream().map(VerificationKey::parse).toList());
      case TLS ->
          new ClientMethod.TlsClientAuth(
              CertificateSubject.decode(row.text("certificate_subject")));
      case SELF_SIGNED ->
          new ClientMethod.SelfSigned(
              row.texts("certificates").stream().map(CertificateThumbprint::new).toList());
      default -> throw new IllegalStateException("method of a client: unknown (expected: ours)");
    };
  }
}
