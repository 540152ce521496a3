package dev.locum.authservice.workload;

import dev.locum.authservice.client.AssertionUses;
import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.grpcauthz.tls.ClientAuthorities;
import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.ClientAssertionVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.KeyLookup;
import java.time.Clock;
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
  private final ClientAssertionVerifier assertions;
  private final ClientAuthorities authorities;

  /**
   * Authentication.
   *
   * @param self the only accepted audience of assertions
   */
  public WorkloadAuthentication(Issuer self, Store store, CryptoProviders providers, Clock clock) {
    this(self, store, providers, clock, ClientAuthorities.none());
  }

  /**
   * The same with certificates that TLS has not judged.
   *
   * @param authorities who vouches for workloads' certificates
   */
  public WorkloadAuthentication(
      Issuer self,
      Store store,
      CryptoProviders providers,
      Clock clock,
      ClientAuthorities authorities) {
    this.authorities = authorities;
    this.store = store;
    this.assertions =
        new ClientAssertionVerifier(
            self,
            new AssertionUses(store, clock),
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
      return switch (credential) {
        case PresentedCredential.Assertion assertion -> proven(assertion.token());
        case PresentedCredential.Key key -> owner(tx -> ApiKeys.owner(tx, key.key()));
        case PresentedCredential.NamedKey named ->
            owner(tx ->
                ApiKeys.owner(tx, named.key())
                    .filter(owner -> owner.value().equals(named.workload())));
        case PresentedCredential.Certificate certificate ->
            owner(tx -> Workloads.ownerOfCertificate(tx, certificate.thumbprint()));
        case PresentedCredential.NamedCertificate named -> owner(named);
        case PresentedCredential.SpiffeId spiffe ->
            owner(tx -> Workloads.ownerOfSpiffeId(tx, spiffe.id()));
      };
    } catch (StoreUnavailableException e) {
      throw new DenialException(
          DenialReason.STORE_UNAVAILABLE, "credential could not be looked up");
    }
  }

  /** Looks at the workload once, for its keys and for whether it may act. */
  private Workload proven(RawToken assertion) {
    Optional<Workload> named =
        ClientAssertionVerifier.namedBy(assertion)
            .flatMap(id -> store.read(tx -> Workloads.findEnabled(tx, id)));
    try {
      assertions.verify(assertion, (id, keyId) -> key(named, id, keyId)).orElseThrow();
      return named.orElseThrow();
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

  /** As over gRPC, where TLS asks all but the last of it. */
  private Workload owner(PresentedCredential.NamedCertificate named) {
    ConnectionCertificate shown = named.certificate();
    boolean isVouchedFor =
        LeafCertificate.isNoAuthority(shown.leaf())
            && LeafCertificate.isForClients(shown.leaf())
            && authorities.proves(shown.chain());
    if (!isVouchedFor) {
      throw new DenialException(
          DenialReason.CREDENTIAL_UNKNOWN, "client certificate: not valid, or of no authority");
    }
    return owner(tx ->
        Workloads.ownerOfCertificate(tx, shown.thumbprint().value())
            .filter(owner -> owner.value().equals(named.workload())));
  }

  /** The workload that has the credential, as it stands now. */
  private Workload owner(UnitOfWork<Optional<WorkloadId>> search) {
    return store.read(tx -> {
      WorkloadId id =
          search
              .run(tx)
              .orElseThrow(() ->
                  new DenialException(
                      DenialReason.CREDENTIAL_UNKNOWN, "no workload has this credential"));
      return Workloads.findEnabled(tx, id)
          .orElseThrow(() -> new DenialException(DenialReason.WORKLOAD_DISABLED, "workload " + id));
    });
  }

  private static KeyLookup key(Optional<Workload> named, WorkloadId id, String keyId) {
    return named
        .filter(workload -> workload.id().equals(id))
        .flatMap(workload ->
            workload.credentials().publicKeys().stream()
                .filter(key -> key.keyId().equals(keyId))
                .findFirst())
        .<KeyLookup>map(KeyLookup.Found::new)
        .orElseGet(KeyLookup.Unknown::new);
  }
}
