/**
 * Signatures and keys: JWS compact serialization (RFC 7515) under our own verifier table.
 *
 * <p><b>What decides here</b>: {@link dev.locum.token.jose.SigningAlgorithm} is the whole table of
 * algorithms; {@link dev.locum.token.jose.JoseSignatureVerifier} takes the algorithm from the key,
 * never from the token. <b>When nothing is configured</b>: no key, no verification; keys that
 * cannot be fetched give {@code KEYS_UNAVAILABLE}. <b>What the caller is told</b>: {@code
 * TOKEN_REJECTED}, or for a client assertion {@code CREDENTIAL_REJECTED}; the audit trail has the
 * reason.
 *
 * <p>Start with {@link dev.locum.token.jose.CryptoProviders}, {@link
 * dev.locum.token.jose.SigningKey}, {@link dev.locum.token.jose.PublicKeys} and {@link
 * dev.locum.token.jose.KeySource}; workloads use {@link
 * dev.locum.token.jose.ClientAssertionIssuer}, the auth service {@link
 * dev.locum.token.jose.ClientAssertionVerifier}. Keys are Nimbus JWKs; tokens are read by a strict
 * JSON reader of our own, so that there is one parser and no difference between two.
 */
@NullMarked
package dev.locum.token.jose;

import org.jspecify.annotations.NullMarked;
