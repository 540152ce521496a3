package dev.locum.grpcauthz.client;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Timestamp;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceFutureStub;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service (S2S) tokens of one workload: obtained from the auth service, one per audience, and
 * kept until 80 % of their life has passed. From then on a token is renewed in the background while
 * the old one still serves; an expired one is never answered. However many callers wait, one
 * request per audience is under way (single flight).
 *
 * <p>Thread-safe. A failure is not kept: the next call asks again.
 */
public final class ServiceTokens {

  /** Bounds how long a caller waits for the auth service. */
  public static final Duration DEADLINE = Duration.ofSeconds(5);

  /**
   * Bounds how often the renewal of a token that still serves is tried while the auth service is
   * down.
   */
  private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(1);

  private static final int RENEW_AFTER_PERCENT = 80;

  private final TokenServiceFutureStub authService;
  private final WorkloadCredential credential;
  private final Clock clock;
  private final ConcurrentMap<Audience, Slot> slots = new ConcurrentHashMap<>();

  /**
   * Uses a channel to the auth service; the channel stays the caller's.
   *
   * @param credential what the workload proves itself with; a certificate must be the channel's
   */
  public ServiceTokens(Channel authService, WorkloadCredential credential, Clock clock) {
    this.authService = TokenServiceGrpc.newFutureStub(authService);
    this.credential = credential;
    this.clock = clock;
  }

  /**
   * A token for the audience, without blocking.
   *
   * @return fails with a {@link DenialException}: the auth service's refusal, or {@link
   *     DenialReason#AUTHORITY_UNAVAILABLE} after {@link #DEADLINE}
   */
  public CompletableFuture<RawToken> request(Audience audience) {
    return slots.computeIfAbsent(audience, Slot::new).token().copy();
  }

  /**
   * A token for the audience; waits for it if need be.
   *
   * @throws DenialException as {@link #request} fails
   */
  public RawToken get(Audience audience) {
    try {
      return request(audience).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DenialException denial) {
        throw denial;
      }
      throw e;
    }
  }

  /**
   * Forgets the token of an audience, because its service refused it; the next call asks for a new
   * one.
   */
  public void forget(Audience audience) {
    Slot slot = slots.get(audience);
    if (slot != null) {
      slot.forget();
    }
  }

  @Override
  public String toString() {
    return "ServiceTokens[" + credential.workload() + "]";
  }

  private IssueServiceTokenRequest requestFor(Audience audience) {
    IssueServiceTokenRequest.Builder request =
        IssueServiceTokenRequest.newBuilder().setAudience(audience.value());
    if (credential instanceof WorkloadCredential.PrivateKey key) {
      request.setClientAssertion(key.assertion().reveal());
    } else if (credential instanceof WorkloadCredential.ApiKey key) {
      request.setApiKey(key.key().reveal());
    }
    return request.build();
  }

  /** A token and when to renew it. */
  private record Held(RawToken token, Instant renewAt, Instant expiresAt) {}

  /** The token of one audience. */
  private final class Slot {

    private final Audience audience;
    private @Nullable Held held;
    private @Nullable CompletableFuture<RawToken> underWay;
    private Instant notBefore = Instant.MIN;

    Slot(Audience audience) {
      this.audience = audience;
    }

    synchronized CompletableFuture<RawToken> token() {
      Instant now = clock.instant();
      Held current = held;
      if (current == null || !now.isBefore(current.expiresAt())) {
        return fetch(now);
      }
      if (!now.isBefore(current.renewAt()) && !now.isBefore(notBefore)) {
        notBefore = now.plus(RENEWAL_PAUSE);
        fetch(now);
      }
      return CompletableFuture.completedFuture(current.token());
    }

    synchronized void forget() {
      held = null;
    }

    private CompletableFuture<RawToken> fetch(Instant now) {
      if (underWay != null) {
        return underWay;
      }
      CompletableFuture<RawToken> fetched = new CompletableFuture<>();
      underWay = fetched;
      try {
        Futures.addCallback(
            authService
                .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .issueServiceToken(requestFor(audience)),
            new Answer(this, fetched, now),
            MoreExecutors.directExecutor());
      } catch (RuntimeException e) {
        failed(fetched, e);
      }
      return fetched;
    }

    private void answered(
        CompletableFuture<RawToken> fetched, IssueServiceTokenResponse response, Instant asked) {
      RawToken token;
      try {
        token = keep(response, asked);
      } catch (RuntimeException e) {
        failed(fetched, e);
        return;
      }
      fetched.complete(token);
    }

    private synchronized RawToken keep(IssueServiceTokenResponse response, Instant asked) {
      RawToken token = RawToken.of(response.getServiceToken());
      Timestamp expiry = response.getExpiresAt();
      Instant expiresAt = Instant.ofEpochSecond(expiry.getSeconds(), expiry.getNanos());
      Duration life = Duration.between(asked, expiresAt);
      underWay = null;
      held =
          new Held(
              token, asked.plus(life.multipliedBy(RENEW_AFTER_PERCENT).dividedBy(100)), expiresAt);
      return token;
    }

    private void failed(CompletableFuture<RawToken> fetched, Throwable failure) {
      synchronized (this) {
        underWay = null;
      }
      fetched.completeExceptionally(denialOf(failure));
    }

    private DenialException denialOf(Throwable failure) {
      return new DenialException(Refusals.reasonOf(failure), "no service token for " + audience);
    }
  }

  /** The answer of the auth service to one request. */
  private record Answer(Slot slot, CompletableFuture<RawToken> fetched, Instant asked)
      implements FutureCallback<IssueServiceTokenResponse> {

    @Override
    public void onSuccess(IssueServiceTokenResponse response) {
      slot.answered(fetched, response, asked);
    }

    @Override
    public void onFailure(Throwable failure) {
      slot.failed(fetched, failure);
    }
  }
}
