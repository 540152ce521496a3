package dev.locum.gateway.authority;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.Hashing;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.Callers;
import dev.locum.gateway.caller.Credential;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.limit.GuessLimit;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadResponse;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the auth service whose a credential is, and keeps each answer for at most five seconds.
 *
 * <p><b>Security guarantees</b>: a disabled workload, a revoked key and a grant that was taken back
 * count no longer than the answer is kept. A certificate counts no longer than it says itself, even
 * on a connection that is still open. Without an answer nobody is authenticated.
 */
public final class AuthenticatedCallers implements Callers {

  /** Bounds the memory that callers with made-up credentials can fill. */
  private static final int SIZE = 10_000;

  /** How long a refusal is kept, so that a broken client does not become a load. */
  private static final Duration REFUSAL_KEPT = Duration.ofSeconds(1);

  /** How long whoever was proven may be asked about whatever others at the same address show. */
  private static final Duration KNOWN = Duration.ofHours(1);

  private final Authority authority;
  private final Clock clock;
  private final GuessLimit guesses;
  private final BriefMemory<Credential, Authentication> memory;

  /**
   * Hashes of API keys and tokens that were proven; what they hold is kept nowhere else so long.
   */
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder()
          .maximumSize(SIZE)
          .expireAfterAccess(KNOWN)
          .executor(Runnable::run)
          .build();

  /**
   * Uses a client of the auth service.
   *
   * @param guesses bounds what it is asked about credentials that nobody has proven yet
   */
  public AuthenticatedCallers(Authority authority, Clock clock, GuessLimit guesses) {
    this.authority = authority;
    this.clock = clock;
    this.guesses = guesses;
    this.memory = new BriefMemory<>(SIZE, clock, Authentication::validUntil);
  }

  @Override
  public CompletableFuture<Authentication> authenticate(Credential credential, String address) {
    if (!clock.instant().isBefore(notAfter(credential))) {
      return CompletableFuture.completedFuture(
          refused(Rejection.of(DenialReason.CREDENTIAL_UNKNOWN, "the certificate has expired")));
    }
    return memory.get(credential, shown -> askOrRefuse(shown, address));
  }

  private CompletableFuture<Authentication> askOrRefuse(Credential credential, String address) {
    Optional<String> hash = secret(credential).map(AuthenticatedCallers::hash);
    if (hash.isEmpty() || known.getIfPresent(hash.get()) != null) {
      return ask(credential);
    }
    if (!guesses.begin(address)) {
      // Not remembered: from another address the same is heard.
      return CompletableFuture.completedFuture(
          new Authentication.Refused(
              Rejection.of(DenialReason.LOGIN_RATE_LIMITED, "an address that guesses"),
              Instant.MIN));
    }
    return ask(credential)
        .thenApply(answer -> {
          if (answer instanceof Authentication.Proven) {
            known.put(hash.get(), true);
          }
          guesses.end(address, isWrong(answer));
          return answer;
        });
  }

  private static boolean isWrong(Authentication answer) {
    return answer instanceof Authentication.Refused refused
        && !refused.rejection().reason().isRetryable();
  }

  /** What anybody can make up; certificates were verified before. */
  private static Optional<RawToken> secret(Credential credential) {
    return switch (credential) {
      case Credential.ApiKey key -> Optional.of(key.key());
      case Credential.ServiceToken token -> Optional.of(token.token());
      case Credential.Certificate _, Credential.Svid _ -> Optional.empty();
    };
  }

  private static String hash(RawToken secret) {
    return Hashing.sha256().hashString(secret.reveal(), StandardCharsets.UTF_8).toString();
  }

  private static Instant notAfter(Credential credential) {
    return switch (credential) {
      case Credential.Certificate certificate -> certificate.notAfter();
      case Credential.Svid svid -> svid.notAfter();
      case Credential.ApiKey _, Credential.ServiceToken _ -> Instant.MAX;
    };
  }

  private CompletableFuture<Authentication> ask(Credential credential) {
    Instant asked = clock.instant();
    return authority
        .authenticate(requestFor(credential))
        .thenApply(answer -> proven(answer, credential, asked))
        .exceptionally(failure -> refused(Authority.rejectionOf(failure)));
  }

  private static AuthenticateWorkloadRequest requestFor(Credential credential) {
    AuthenticateWorkloadRequest.Builder request = AuthenticateWorkloadRequest.newBuilder();
    switch (credential) {
      case Credential.ApiKey key -> request.setApiKey(key.key().reveal());
      case Credential.ServiceToken token -> request.setServiceToken(token.token().reveal());
      case Credential.Certificate certificate ->
          request.setCertificateThumbprint(certificate.thumbprint());
      case Credential.Svid svid -> request.setSpiffeId(svid.spiffeId());
    }
    return request.build();
  }

  private Authentication refused(Rejection rejection) {
    return new Authentication.Refused(rejection, clock.instant().plus(REFUSAL_KEPT));
  }

  private static Authentication proven(
      AuthenticateWorkloadResponse answer, Credential credential, Instant asked) {
    GatewayCaller caller =
        WireCallers.of(
            answer.getWorkloadId(),
            answer.getKind(),
            answer.getTenant(),
            credential.kind(),
            new WireCallers.Granted(answer.getGrantsList(), answer.getStarterGrantsList()));
    Duration kept =
        Duration.ofSeconds(answer.getValidFor().getSeconds(), answer.getValidFor().getNanos());
    if (kept.compareTo(BriefMemory.LONGEST) > 0) {
      kept = BriefMemory.LONGEST;
    }
    return new Authentication.Proven(caller, asked.plus(kept));
  }
}
