/**
 * Task and page tokens that only their tenant can use.
 *
 * <p>Temporal's own tokens are readable ids without a signature: who has read a history can write
 * one. A sealed token holds the original and whose it is, under a MAC; nothing is stored, so that
 * every replica opens what another sealed.
 *
 * <p><b>What decides here</b>: a MAC under one of the configured keys, the kind, and what the token
 * is bound to. <b>When nothing is configured</b>: there is no seal without a key. <b>What the
 * caller is told</b>: nothing but that there is no such work; what was wrong is not said.
 *
 * <p>Start with {@link dev.locum.gateway.seal.TokenSeal}.
 */
@NullMarked
package dev.locum.gateway.seal;

import org.jspecify.annotations.NullMarked;
