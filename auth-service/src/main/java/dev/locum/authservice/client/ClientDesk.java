package dev.locum.authservice.client;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.authservice.user.Records;
import dev.locum.grpcauthz.tls.ClientAuthorities;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.jose.ClientAssertionVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.VerifiedClientAssertion;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says which registered client a credential proves. Thread-safe.
 *
 * <p><b>Security guarantees</b>: a client is proven by its own method and no other; an assertion is
 * for this issuer alone and counts once, over restarts and replicas (CA-1, CA-2). What fails is in
 * the trail.
 */
public final class ClientDesk {

  private final Set<Audience> audiences;
  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final ClientAssertionVerifier assertions;
  private final CertificateProof certificates;

  /**
   * A desk.
   *
   * @param self the only accepted audience of assertions
   * @param audiences those of the configuration: a client that has the name of one is nobody
   */
  public ClientDesk(
      Issuer self, Set<Audience> audiences, Records records, CryptoProviders providers) {
    this(self, audiences, records, providers, ClientAuthorities.none());
  }

  /**
   * The same, for clients with certificates, too.
   *
   * @param authorities who vouches for them; none: only certificates count that are registered
   *     themselves
   */
  public ClientDesk(
      Issuer self,
      Set<Audience> audiences,
      Records records,
      CryptoProviders providers,
      ClientAuthorities authorities) {
    this.certificates = new CertificateProof(authorities);
    this.audiences = Set.copyOf(audiences);
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.assertions =
        new ClientAssertionVerifier(
            self,
            new AssertionUses(store, records.clock()),
            providers,
            ClientAssertionVerifier.Timing.of(records.clock()));
  }

  /** Removes what can count no more; answers how many rows. */
  public int removeExpired(Transaction tx) {
    return ClientSecrets.removeExpired(tx, clock.instant());
  }

  /** The client of that name, as the store knows it now; any text is taken. */
  public Optional<Client> find(String id) {
    return found(id, tx -> Clients.findEnabled(tx, id));
  }

  /** Asks the store once; a client that has the name of an audience is nobody. */
  private <T> Optional<T> found(String id, UnitOfWork<Optional<T>> question) {
    return ClientNames.isAudience(id, audiences) ? Optional.empty() : store.read(question);
  }

  /** The client of that name, if this is a secret of its; empty if there is no such client. */
  public Optional<Verification<Client>> proveBySecret(
      String id, ClientSecret secret, String correlationId) {
    return found(
            id,
            tx ->
                Clients.findEnabled(tx, id)
                    .map(client -> new Shown(client, isProven(tx, client, secret))))
        .map(shown ->
            shown.isProven()
                ? Verification.verified(shown.client())
                : refused(
                    shown.client(),
                    Rejection.of(DenialReason.CREDENTIAL_UNKNOWN, "client secret"),
                    correlationId));
  }

  /** Somebody shows a secret of a client. */
  private record Shown(Client client, boolean isProven) {}

  private boolean isProven(Transaction tx, Client client, ClientSecret secret) {
    return client.method() instanceof ClientMethod.SecretBasic
        && ClientSecrets.isOf(tx, client.id(), secret, clock.instant());
  }

  /**
   * The client whose key has signed this; empty if there is no client of that name, so that it may
   * be another's.
   *
   * @param named whom the assertion claims to be from
   */
  public Optional<Verification<Client>> proveByAssertion(
      WorkloadId named, RawToken assertion, String correlationId) {
    return find(named.value()).map(client -> prove(client, assertion, correlationId));
  }

  private Verification<Client> prove(Client client, RawToken assertion, String correlationId) {
    return switch (assertions.verify(assertion, (named, keyId) -> key(client, named, keyId))) {
      case Verification.Verified<VerifiedClientAssertion> verified -> Verification.verified(client);
      case Verification.Rejected<VerifiedClientAssertion> rejected ->
          refused(client, rejected.rejection(), correlationId);
    };
  }

  /** A key of this client, which alone can have signed what names it. */
  private static KeyLookup key(Client client, WorkloadId named, String keyId) {
    return Optional.of(client)
        .filter(found -> found.id().value().equals(named.value()))
        .map(Client::method)
        .filter(ClientMethod.PrivateKeyJwt.class::isInstance)
        .map(method -> ((ClientMethod.PrivateKeyJwt) method).keys())
        .orElse(List.of())
        .stream()
        .filter(key -> key.keyId().equals(keyId))
        .findFirst()
        .<KeyLookup>map(KeyLookup.Found::new)
        .orElseGet(KeyLookup.Unknown::new);
  }

  /**
   * The client that has this certificate (RFC 8705 §2); empty if there is no client of that name. A
   * public client proves nothing by it.
   */
  public Optional<Verification<Client>> proveByCertificate(
      String id, ConnectionCertificate shown, String correlationId) {
    return find(id)
        .map(client ->
            client.isPublic()
                ? Verification.verified(client)
                : prove(client, shown, correlationId));
  }

  private Verification<Client> prove(
      Client client, ConnectionCertificate shown, String correlationId) {
    try {
      certificates.require(client.method(), shown);
      return Verification.verified(client);
    } catch (DenialException e) {
      return refused(client, e.rejection(), correlationId);
    }
  }

  /**
   * Requires a certificate of the connection where the client's tokens are to be bound to one. A
   * proof of a key would bind them to that: a client that shows both says not which.
   *
   * @param shown its certificate is valid now
   * @throws DenialException {@code PROOF_NEEDED} if there is no certificate, {@code
   *     PROOF_MALFORMED} if there is a proof as well; it is recorded
   */
  public void requireBindable(Client client, ShownProof shown, String correlationId) {
    if (!client.rules().hasBoundTokens()) {
      return;
    }
    if (shown.certificate().isEmpty()) {
      throw unbindable(client, DenialReason.PROOF_NEEDED, "no valid certificate", correlationId);
    }
    if (!shown.proofs().isEmpty()) {
      throw unbindable(client, DenialReason.PROOF_MALFORMED, "a proof of a key", correlationId);
    }
  }

  private DenialException unbindable(
      Client client, DenialReason reason, String what, String correlationId) {
    DenialException denial =
        new DenialException(reason, "its tokens are bound to a certificate, and " + what);
    refused(client, denial.rejection(), correlationId);
    return denial;
  }

  private Verification<Client> refused(Client client, Rejection rejection, String correlationId) {
    trail
        .draft(AuditEventType.ACCESS_TOKEN_ISSUED)
        .correlation(correlationId)
        .refused(
            rejection.reason().code(), "client " + client.id() + " refused: " + rejection.detail())
        .record();
    return Verification.rejected(rejection);
  }
}
