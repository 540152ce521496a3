/**
 * The authority's signing keys: made here, sealed in the store, published as a key set, rotated
 * with overlap.
 *
 * <p><b>What decides here</b>: the stored keys; one is current and signs, the others verify until
 * their tokens have expired or they are revoked. <b>When nothing is configured</b>: without a
 * key-encryption key the authority does not start. <b>What the caller is told</b>: public keys, to
 * everybody; private ones leave the process only sealed.
 *
 * <p>Start with {@link dev.locum.authservice.key.SigningKeys}.
 */
@NullMarked
package dev.locum.authservice.key;

import org.jspecify.annotations.NullMarked;
