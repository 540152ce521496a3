/**
 * What the server says about itself: metadata and public keys. Open to everybody.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: what is not served is
 * not listed. <b>What the caller is told</b>: the issuer byte for byte, its endpoints, and public
 * keys.
 */
@NullMarked
package dev.locum.authservice.oauth.metadata;

import org.jspecify.annotations.NullMarked;
