package dev.locum.worker.downstream;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.TargetUri;
import dev.locum.worker.downstream.OutgoingCall.PayloadToken;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.CheckedToken;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.DelegationPresented;
import dev.locum.worker.verification.DelegationVerifier;
import dev.locum.worker.verification.Ticket;
import dev.locum.worker.verification.Tickets;
import io.grpc.Metadata;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides whether a call may leave, and what it carries. A method without a declared action, or an
 * action that the delegation lacks, is refused before anything is sent (S3-15). Thread-safe.
 */
public final class CallAuthorizer {

  private final Parts parts;
  private final Exchanges exchanges;

  public CallAuthorizer(Parts parts) {
    this.parts = parts;
    this.exchanges = new Exchanges(parts.authority(), parts.clock());
  }

  /**
   * Authorizes one call.
   *
   * @param acting the delegation under which the activity runs
   * @param request the call
   * @throws DenialException if the call must not be sent, or that cannot be decided
   */
  public OutgoingCall authorize(Acting acting, Downstream downstream, OutgoingRequest request) {
    Action action =
        request
            .action()
            .orElseThrow(() ->
                new DenialException(
                    DenialReason.ACTION_NOT_DECLARED,
                    "no action is declared for the method at " + downstream.name()));
    if (parts.layers().isOn(Layer.ACTION)) {
      requireTaken(acting, action);
    }
    Map<String, String> headers = new HashMap<>();
    Optional<PayloadToken> payload = Optional.empty();
    switch (downstream.mode()) {
      case EXCHANGE -> {
        Ticket ticket = exchanges.token(acting, delegationToken(acting), downstream, action);
        RawToken token = ticket.token();
        payload = place(downstream, token);
        if (payload.isEmpty()) {
          put(
              headers,
              CallHeaders.AUTHORIZATION,
              ticket.boundToKey() ? dpop(token) : bearer(token));
        }
        if (ticket.boundToKey()) {
          TargetUri target = new TargetUri(downstream.origin(), request.path());
          DpopProof proof =
              parts
                  .key()
                  .proveAccessToken(request.method(), target, token.reveal(), request.nonce());
          put(headers, CallHeaders.DPOP, proof.reveal());
        }
      }
      case FORWARD, SLICE -> {
        RawToken token = forwarded(acting, downstream);
        if (downstream.isSenderConstrained()) {
          TargetUri target = new TargetUri(downstream.origin(), request.path());
          DpopProof proof =
              parts.key().proveTxnToken(request.method(), target, token.reveal(), request.nonce());
          put(headers, CallHeaders.DPOP, proof.reveal());
        }
        payload = place(downstream, token);
        if (payload.isEmpty()) {
          put(headers, CallHeaders.TXN_TOKEN, token.reveal());
        }
        put(headers, CallHeaders.AUTHORIZATION, bearer(serviceToken(downstream)));
      }
      case ON_BEHALF -> {
        put(headers, CallHeaders.AUTHORIZATION, bearer(serviceToken(downstream)));
        putUser(headers, acting);
      }
    }
    put(headers, Correlation.HEADER, acting.work().correlationId());
    return new OutgoingCall(headers, payload);
  }

  /** What is bound to a certificate needs no proof with the call: the connection is one. */
  private RawToken forwarded(Acting acting, Downstream downstream) {
    if (downstream.isCertificateBound()) {
      return exchanges.certifiedTicket(acting).token();
    }
    return downstream.isSenderConstrained()
        ? exchanges.boundTicket(acting).token()
        : delegationToken(acting);
  }

  /**
   * An activity that declares the action was asked about it before it ran; any other action is
   * asked about now, so that a forward step is on record before it is taken.
   */
  private void requireTaken(Acting acting, Action action) {
    if (acting.work().action().equals(Optional.of(action))) {
      return;
    }
    if (!acting.verdict().permits(action)) {
      throw new DenialException(DenialReason.ACTION_NOT_GRANTED, "action " + action);
    }
    DelegationPresented presented = acting.presented();
    parts
        .verifier()
        .verify(
            new DelegationPresented(
                presented.token(), presented.principal(), presented.work().taking(action)));
  }

  /** An expired token that is not renewed any more is still a ticket for compensations. */
  private RawToken delegationToken(Acting acting) {
    CheckedToken token = acting.token();
    try {
      return parts.tickets().current(token, acting.presented()).token();
    } catch (DenialException e) {
      if (e.reason().isRetryable()) {
        throw e;
      }
      return acting.presented().token();
    }
  }

  /** The worker's own credential is no matter of the delegation: without it nothing is decided. */
  private RawToken serviceToken(Downstream downstream) {
    try {
      return parts.serviceTokens().apply(downstream.audience());
    } catch (DenialException e) {
      throw new DenialException(
          DenialReason.AUTHORITY_UNAVAILABLE, "no service token: " + e.reason().code());
    }
  }

  private static Optional<PayloadToken> place(Downstream downstream, RawToken token) {
    return downstream.placement() instanceof TokenPlacement.InPayload inPayload
        ? Optional.of(new PayloadToken(inPayload.field(), token))
        : Optional.empty();
  }

  /** On whose behalf the worker calls, for services that believe it. */
  private static void putUser(Map<String, String> headers, Acting acting) {
    put(headers, CallHeaders.FORWARDED_USER, acting.principal().userId());
    put(headers, CallHeaders.FORWARDED_TENANT, acting.principal().tenantId());
    put(headers, CallHeaders.DELEGATION, acting.delegation().value());
    put(
        headers,
        CallHeaders.WORKFLOW_ID,
        CallHeaders.encode(acting.work().execution().workflowId()));
  }

  private static void put(Map<String, String> headers, Metadata.Key<String> key, String value) {
    headers.put(key.name(), value);
  }

  private static String dpop(RawToken token) {
    return "DPoP " + token.reveal();
  }

  private static String bearer(RawToken token) {
    return "Bearer " + token.reveal();
  }

  /**
   * What it works with.
   *
   * @param verifier asks about an action
   * @param authority exchanges
   * @param tickets renews
   * @param serviceTokens the worker's service tokens, by audience
   * @param key to which tokens are bound
   * @param layers all, except in tests
   * @param clock bounds the use of tokens
   */
  public record Parts(
      DelegationVerifier verifier,
      DelegationAuthority authority,
      Tickets tickets,
      Function<Audience, RawToken> serviceTokens,
      DpopKey key,
      Layers layers,
      Clock clock) {}
}
