package dev.locum.authservice.oauth.authority;

import dev.locum.authservice.workload.Workload;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import java.util.List;
import java.util.Optional;

/**
 * The authority's domain as the OAuth endpoints see it. Every method records the audit events of
 * what it decides, allowed or refused, under the correlation id, before it answers. Thread-safe.
 *
 * <p>A refusal is a {@link DenialException}; so is "cannot decide now".
 */
public interface Authority {

  /**
   * The workload that the credential proves, as the store knows it now; disabled ones are rejected.
   * It is good for the request that it came with and must not be kept.
   */
  Verification<Workload> authenticate(ClientCredential credential, String correlationId);

  /**
   * A service token for one audience.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} or {@code CALLER_NOT_ALLOWED} if the workload
   *     may not call that audience
   */
  IssuedToken issueServiceToken(Workload workload, Audience audience, String correlationId);

  /** A delegation and its first token, for a workload of kind {@code TRIGGER}. */
  Issued issueDelegation(Workload trigger, DelegationRequest request, String correlationId);

  /**
   * A downstream token in which {@code worker} acts.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if there is no such downstream
   */
  Issued exchange(Workload worker, ExchangeRequest request, String correlationId);

  /** The nonce that the next proof of possession has to have; empty: none is asked for. */
  Optional<String> nextNonce();

  /**
   * What a token of any kind is worth to the caller; empty if it is unknown, malformed, expired,
   * revoked, or not meant for this caller (IN-2).
   */
  Optional<Introspection> introspect(Workload caller, RawToken token, String correlationId);

  /**
   * Revokes a delegation token's delegation with all that derives from it (RV-3), expired or not,
   * for the workload that asked for it.
   *
   * @return whether such a delegation token is known; false: nothing has happened
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if it belongs to another workload
   */
  boolean revoke(Workload caller, RawToken token, String correlationId);

  /** The public keys that verify this authority's tokens (RFC 7517 JSON). */
  String keySet();

  /** The algorithms (JOSE names) of the keys in the {@link #keySet}, each once. */
  List<String> signingAlgorithms();

  /** Whether it can decide now. */
  boolean isReady();
}
