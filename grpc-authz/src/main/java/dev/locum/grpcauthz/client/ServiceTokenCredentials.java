package dev.locum.grpcauthz.client;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts a service token on each call: {@code authorization: Bearer …}.
 *
 * <p><b>Security guarantees</b>: the token goes out only on a connection with privacy and integrity
 * (TLS, or inside the process). {@link #onInsecureLoopback} also allows plaintext, to a loopback
 * address only; on any other connection the call fails before anything of the token is sent.
 */
public final class ServiceTokenCredentials extends CallCredentials {

  private final ServiceTokens tokens;
  private final Audience audience;
  private final boolean loopbackAllowed;

  private ServiceTokenCredentials(
      ServiceTokens tokens, Audience audience, boolean loopbackAllowed) {
    this.tokens = tokens;
    this.audience = audience;
    this.loopbackAllowed = loopbackAllowed;
  }

  /** Tokens for one audience, over protected connections only. */
  public static ServiceTokenCredentials of(ServiceTokens tokens, Audience audience) {
    return new ServiceTokenCredentials(tokens, audience, false);
  }

  /** Development only: the same, over plaintext to this machine as well. */
  public ServiceTokenCredentials onInsecureLoopback() {
    return new ServiceTokenCredentials(tokens, audience, true);
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    if (!ProtectedConnection.mayCarrySecrets(call, loopbackAllowed)) {
      fail(applier, Rejection.of(DenialReason.CREDENTIAL_REJECTED, "connection is not protected"));
      return;
    }
    tokens
        .request(audience)
        .whenCompleteAsync((token, failure) -> apply(applier, token, failure), executor);
  }

  private static void apply(
      MetadataApplier applier, @Nullable RawToken token, @Nullable Throwable failure) {
    if (token == null || failure != null) {
      fail(applier, rejectionOf(failure));
      return;
    }
    Metadata headers = new Metadata();
    headers.put(CallHeaders.AUTHORIZATION, "Bearer " + token.reveal());
    applier.apply(headers);
  }

  private static Rejection rejectionOf(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    return cause instanceof DenialException denial
        ? denial.rejection()
        : Rejection.of(DenialReason.AUTHORITY_UNAVAILABLE, "no service token");
  }

  private static void fail(MetadataApplier applier, Rejection rejection) {
    applier.fail(Refusals.toStatus(rejection, "").getStatus());
  }
}
