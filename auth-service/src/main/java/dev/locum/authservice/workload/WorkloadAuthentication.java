package dev.locum.authservice.workload;

import dev.locum.authservice.store.SingleUses;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.token.Issuer;
import dev.locum.token.TokenId;
import dev.locum.token.TokenKind;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.ClientAssertionVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.KeyLookup;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Says which workload a credential proves. Thread-safe.
 *
 * <p><b>Security guarantees</b>: an assertion is for this issuer alone and counts once, over
 * restarts and replicas (CA-1, CA-2); a key or certificate of one workload never proves another; a
 * disabled workload, or one of a disabled tenant, proves nothing.
 */
public final class WorkloadAuthentication {

  private final Store store;
  private final Clock clock;
  private final ClientAssertionVerifier assertions;

  /**
   * Authentication.
   *
   * @param self the only accepted audience of assertions
   */
  public WorkloadAuthentication(Issuer self, Store store, CryptoProviders providers, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.assertions =
        new ClientAssertionVerifier(
            self,
            this::findKey,
            this::useOnce,
            providers,
            ClientAssertionVerifier.Timing.of(clock));
  }

  /**
   * The workload that the credential proves.
   *
   * @throws DenialException with a reason whose public one is {@code CREDENTIAL_REJECTED}, or
   *     {@code AUTHORITY_UNAVAILABLE} if the store cannot be asked
   */
  public Workload authenticate(PresentedCredential credential) {
    try {
      WorkloadId id =
          switch (credential) {
            case PresentedCredential.Assertion assertion -> proven(assertion);
            case PresentedCredential.Key key ->
                owner(store.read(tx -> ApiKeys.owner(tx, key.key())));
            case PresentedCredential.NamedKey named ->
                owner(
                    store
                        .read(tx -> ApiKeys.owner(tx, named.key()))
                        .filter(owner -> owner.value().equals(named.workload())));
            case PresentedCredential.Certificate certificate ->
                owner(store.read(tx -> Workloads.ownerOfCertificate(tx, certificate.thumbprint())));
            case PresentedCredential.SpiffeId spiffe ->
                owner(store.read(tx -> Workloads.ownerOfSpiffeId(tx, spiffe.id())));
          };
      return store
          .read(tx -> Workloads.findEnabled(tx, id))
          .orElseThrow(() -> new DenialException(DenialReason.WORKLOAD_DISABLED, "workload " + id));
    } catch (StoreUnavailableException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "credential could not be looked up");
    }
  }

  private WorkloadId proven(PresentedCredential.Assertion assertion) {
    try {
      return assertions.verify(assertion.token()).orElseThrow().workload();
    } catch (DenialException e) {
      throw asCredential(e);
    }
  }

  /** A bad assertion is a bad credential; its precise reason stays in the detail. */
  private static DenialException asCredential(DenialException e) {
    DenialReason reason =
        switch (e.reason().publicReason()) {
          case TOKEN_REJECTED ->
              e.reason() == DenialReason.TOKEN_REPLAYED
                  ? DenialReason.CREDENTIAL_REPLAYED
                  : DenialReason.CREDENTIAL_UNKNOWN;
          default -> e.reason();
        };
    return new DenialException(reason, e.reason().code() + " " + e.rejection().detail());
  }

  private static WorkloadId owner(Optional<WorkloadId> found) {
    return found.orElseThrow(() ->
        new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "no workload has this credential"));
  }

  private KeyLookup findKey(WorkloadId workload, String keyId) {
    return store
        .read(tx -> Workloads.findEnabled(tx, workload))
        .flatMap(found ->
            found.credentials().publicKeys().stream()
                .filter(key -> key.keyId().equals(keyId))
                .findFirst())
        .<KeyLookup>map(KeyLookup.Found::new)
        .orElseGet(KeyLookup.Unknown::new);
  }

  private boolean useOnce(TokenKind kind, WorkloadId holder, TokenId id, Instant keepUntil) {
    Instant now = clock.instant();
    return store.write(
        tx -> SingleUses.use(tx, kind.name(), holder.value(), id.value(), keepUntil, now));
  }
}
