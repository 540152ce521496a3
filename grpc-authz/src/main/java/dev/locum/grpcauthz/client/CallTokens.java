package dev.locum.grpcauthz.client;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.header.ForwardedPrincipal;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.Incubating;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts onto each call the headers by which a service proves itself to another: a token, and
 * optionally for whom it calls. These headers and no others; nothing of a call that is being
 * handled goes out with them (S4-05).
 *
 * <p><b>Security guarantees</b>: a token goes out only on a connection with privacy and integrity
 * (TLS, or inside the process). {@link #onInsecureLoopback} also allows plaintext, to a loopback
 * address only; on any other connection the call fails before anything is sent.
 *
 * <p>Immutable.
 */
@Incubating
public final class CallTokens extends CallCredentials {

  private final Metadata.Key<String> header;
  private final String prefix;
  private final Supplier<RawToken> tokens;
  private final @Nullable ForwardedPrincipal forwarded;
  private final boolean loopbackAllowed;

  private CallTokens(
      Metadata.Key<String> header,
      String prefix,
      Supplier<RawToken> tokens,
      @Nullable ForwardedPrincipal forwarded,
      boolean loopbackAllowed) {
    this.header = header;
    this.prefix = prefix;
    this.tokens = tokens;
    this.forwarded = forwarded;
    this.loopbackAllowed = loopbackAllowed;
  }

  /** A token that this service signs: {@code x-internal-token}. */
  public static CallTokens signed(SelfSignedTokens tokens) {
    return new CallTokens(CallHeaders.INTERNAL_TOKEN, "", tokens, null, false);
  }

  /**
   * A bearer token: {@code authorization}. A downstream token, or a service token of another
   * issuer.
   *
   * @param tokens asked for each call, on the executor of the call; may block; a {@link
   *     DenialException} of it fails the call with its reason
   */
  public static CallTokens bearer(Supplier<RawToken> tokens) {
    return new CallTokens(CallHeaders.AUTHORIZATION, "Bearer ", tokens, null, false);
  }

  /** A delegation token as it is: {@code txn-token}; for a downstream that forwards or slices. */
  public static CallTokens delegation(Supplier<RawToken> tokens) {
    return new CallTokens(CallHeaders.TXN_TOKEN, "", tokens, null, false);
  }

  /** The same, on behalf of this user and tenant: {@code x-forwarded-user} and its companions. */
  public CallTokens onBehalfOf(ForwardedPrincipal principal) {
    return new CallTokens(header, prefix, tokens, principal, loopbackAllowed);
  }

  /** Development only: the same, over plaintext to this machine as well. */
  public CallTokens onInsecureLoopback() {
    return new CallTokens(header, prefix, tokens, forwarded, true);
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    if (!ProtectedConnection.mayCarrySecrets(call, loopbackAllowed)) {
      fail(applier, Rejection.of(DenialReason.CREDENTIAL_REJECTED, "connection is not protected"));
      return;
    }
    executor.execute(() -> apply(applier));
  }

  private void apply(MetadataApplier applier) {
    Metadata headers = new Metadata();
    try {
      headers.put(header, prefix + tokens.get().reveal());
    } catch (DenialException e) {
      fail(applier, e.rejection());
      return;
    } catch (RuntimeException e) {
      fail(applier, Rejection.of(DenialReason.AUTHORITY_UNAVAILABLE, "no token"));
      return;
    }
    Optional.ofNullable(forwarded).ifPresent(principal -> put(headers, principal));
    applier.apply(headers);
  }

  private static void put(Metadata headers, ForwardedPrincipal principal) {
    headers.put(CallHeaders.FORWARDED_USER, principal.user().value());
    headers.put(CallHeaders.FORWARDED_TENANT, principal.tenant().value());
    principal
        .delegation()
        .ifPresent(delegation -> headers.put(CallHeaders.DELEGATION, delegation.value()));
    if (!principal.workflowId().isEmpty()) {
      headers.put(CallHeaders.WORKFLOW_ID, CallHeaders.encode(principal.workflowId()));
    }
  }

  private static void fail(MetadataApplier applier, Rejection rejection) {
    applier.fail(Refusals.toStatus(rejection, "").getStatus());
  }
}
