/**
 * What the OAuth endpoints ask of the authority's domain: who a client is, tokens, what a token is
 * worth.
 *
 * <p><b>What decides here</b>: whoever implements {@link
 * dev.locum.authservice.oauth.authority.Authority}; the endpoints only carry the question and print
 * the answer. <b>When nothing is configured</b>: there is no default implementation. <b>What the
 * caller is told</b>: the public reason of a denial, as an OAuth error.
 */
@NullMarked
package dev.locum.authservice.oauth.authority;

import org.jspecify.annotations.NullMarked;
