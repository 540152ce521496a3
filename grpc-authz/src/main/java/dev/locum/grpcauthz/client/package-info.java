/**
 * How a workload proves itself: its credential, the service tokens obtained for it, the credentials
 * of a call, and the channel that carries them.
 *
 * <p><b>What decides here</b>: nothing about anybody's rights; only whether a secret may be put
 * onto a connection. <b>When nothing is configured</b>: a channel without a trust anchor cannot be
 * opened, and a token is never put onto plaintext unless both the channel and the credentials were
 * told to, on loopback. <b>What the caller is told</b>: the refusal of the auth service, or {@code
 * AUTHORITY_UNAVAILABLE} when no token could be obtained in time.
 *
 * <p>Start with {@link dev.locum.grpcauthz.client.RpcChannel}, {@link
 * dev.locum.grpcauthz.client.WorkloadCredential}, {@link dev.locum.grpcauthz.client.ServiceTokens}
 * and {@link dev.locum.grpcauthz.client.ServiceTokenCredentials}; without Locum's authority, with
 * {@link dev.locum.grpcauthz.client.SelfSignedTokens} and {@link
 * dev.locum.grpcauthz.client.CallTokens}. Nothing of the call that is being handled goes out with
 * any of them unless it is named (S4-05).
 */
@NullMarked
package dev.locum.grpcauthz.client;

import org.jspecify.annotations.NullMarked;
