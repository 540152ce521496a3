package dev.locum.authservice.client;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.store.SingleUses;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.user.Records;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.jose.ClientAssertionVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.VerifiedClientAssertion;
import java.time.Clock;
import java.time.Instant;
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

  /**
   * A desk.
   *
   * @param self the only accepted audience of assertions
   * @param audiences those of the configuration: a client that has the name of one is nobody
   */
  public ClientDesk(
      Issuer self, Set<Audience> audiences, Records records, CryptoProviders providers) {
    this.audiences = Set.copyOf(audiences);
    this.store = records.store();
    this.trail = records.trail();
    this.clock = records.clock();
    this.assertions =
        new ClientAssertionVerifier(
            self,
            this::findKey,
            this::useOnce,
            providers,
            ClientAssertionVerifier.Timing.of(records.clock()));
  }

  /** Removes what can count no more; answers how many rows. */
  public int removeExpired(Transaction tx) {
    return ClientSecrets.removeExpired(tx, clock.instant());
  }

  /** The client of that name, as the store knows it now; any text is taken. */
  public Optional<Client> find(String id) {
    return ClientNames.isAudience(id, audiences)
        ? Optional.empty()
        : store.read(tx -> Clients.findEnabled(tx, id));
  }

  /** The client, if this is a secret of its. */
  public Verification<Client> proveBySecret(
      Client client, ClientSecret secret, String correlationId) {
    boolean isProven =
        client.method() instanceof ClientMethod.SecretBasic
            && store.read(tx -> ClientSecrets.isOf(tx, client.id(), secret, clock.instant()));
    return isProven
        ? Verification.verified(client)
        : refused(
            client, Rejection.of(DenialReason.CREDENTIAL_UNKNOWN, "client secret"), correlationId);
  }

  /** The client whose key has signed this; empty if it names none, so that it may be another's. */
  public Optional<Verification<Client>> proveByAssertion(RawToken assertion, String correlationId) {
    return ClientAssertionVerifier.namedBy(assertion)
        .flatMap(named -> find(named.value()))
        .map(client -> prove(client, assertion, correlationId));
  }

  private Verification<Client> prove(Client client, RawToken assertion, String correlationId) {
    return switch (assertions.verify(assertion)) {
      case Verification.Verified<VerifiedClientAssertion> verified ->
          verified.token().workload().value().equals(client.id().value())
              ? Verification.verified(client)
              : refused(client, Rejection.of(DenialReason.CREDENTIAL_UNKNOWN), correlationId);
      case Verification.Rejected<VerifiedClientAssertion> rejected ->
          refused(client, rejected.rejection(), correlationId);
    };
  }

  private Verification<Client> refused(Client client, Rejection rejection, String correlationId) {
    trail
        .draft(AuditEventType.ACCESS_TOKEN_ISSUED)
        .correlation(correlationId)
        .refused(
            rejection.reason().code(),
            "client " + client.id() + " not authenticated: " + rejection.detail())
        .record();
    return Verification.rejected(rejection);
  }

  private KeyLookup findKey(WorkloadId named, String keyId) {
    return find(named.value())
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

  private boolean useOnce(TokenKind kind, WorkloadId holder, TokenId id, Instant keepUntil) {
    Instant now = clock.instant();
    return store.write(
        tx -> SingleUses.use(tx, kind.name(), holder.value(), id.value(), keepUntil, now));
  }
}
