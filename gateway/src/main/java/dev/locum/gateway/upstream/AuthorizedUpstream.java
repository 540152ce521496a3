package dev.locum.gateway.upstream;

import com.google.protobuf.Message;
import dev.locum.gateway.rpc.NoAnswer;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows Temporal's own authorizer a token of the auth service's with each call. Thread-safe.
 *
 * <p><b>Security guarantees</b>: without a token nothing is sent. What Temporal refuses is the
 * gateway, never the caller, whose rights the gateway has decided about: the caller is told that
 * Temporal is unavailable, and may try again.
 */
public final class AuthorizedUpstream implements Upstream {

  /** The audience that Temporal is configured to expect. */
  public static final Audience AUDIENCE = new Audience("locum-temporal");

  private static final Logger LOG = LoggerFactory.getLogger(AuthorizedUpstream.class);

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Bounds how often a Temporal that refuses every token makes us ask for another one. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Upstream upstream;
  private final ServiceTokens tokens;
  private final Clock clock;
  private final AtomicReference<Instant> refused = new AtomicReference<>(Instant.MIN);

  /** Calls there with tokens from these. */
  public AuthorizedUpstream(Upstream upstream, ServiceTokens tokens, Clock clock) {
    this.upstream = upstream;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Started start(
      TemporalMethod method,
      Message request,
      @Nullable Deadline deadline,
      Metadata headers,
      Answer answer) {
    CompletableFuture<RawToken> token = tokens.request(AUDIENCE);
    Begun begun = new Begun();
    token.whenComplete((shown, failure) -> {
      if (failure != null) {
        LOG.warn("no token to show to Temporal: {}", failure.getMessage());
        answer.ended(NoAnswer.unavailable(), null, new Metadata());
      } else if (begun.isCancelled()) {
        answer.ended(NoAnswer.cancelled(), null, new Metadata());
      } else {
        headers.put(AUTHORIZATION, "Bearer " + shown.reveal());
        begin(begun, answer, judged -> upstream.start(method, request, deadline, headers, judged));
      }
    });
    return begun::cancel;
  }

  /** Nobody sees what is thrown here: the caller would wait for an answer that never comes. */
  private void begin(Begun begun, Answer answer, Function<Answer, Started> start) {
    Once once = new Once(answer);
    try {
      begun.begin(start.apply(judged(once)));
    } catch (RuntimeException e) {
      LOG.error("a call to Temporal could not begin", e);
      once.ended(NoAnswer.unavailable(), null, new Metadata());
    }
  }

  private Answer judged(Answer answer) {
    return (status, message, trailers) -> {
      switch (status.getCode()) {
        case PERMISSION_DENIED, UNAUTHENTICATED -> {
          askForAnother(status);
          answer.ended(NoAnswer.unavailable(), null, new Metadata());
        }
        default -> answer.ended(status, message, trailers);
      }
    };
  }

  private void askForAnother(Status status) {
    Instant now = clock.instant();
    Instant before = refused.get();
    if (now.isAfter(before.plus(PAUSE)) && refused.compareAndSet(before, now)) {
      LOG.warn("Temporal refused the gateway: {} {}", status.getCode(), status.getDescription());
      tokens.forget(AUDIENCE);
    }
  }

  /** Whoever could not begin may have been answered already. */
  private static final class Once implements Answer {

    private final Answer answer;
    private final AtomicBoolean ended = new AtomicBoolean();

    Once(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void ended(Status status, byte @Nullable [] message, Metadata trailers) {
      if (ended.compareAndSet(false, true)) {
        answer.ended(status, message, trailers);
      }
    }
  }

  /** A call that may begin after it was cancelled. */
  private static final class Begun {

    private @Nullable Started call;
    private boolean cancelled;

    synchronized void begin(Started started) {
      call = started;
      if (cancelled) {
        started.cancel();
      }
    }

    synchronized void cancel() {
      cancelled = true;
      if (call != null) {
        call.cancel();
      }
    }

    synchronized boolean isCancelled() {
      return cancelled;
    }
  }
}
