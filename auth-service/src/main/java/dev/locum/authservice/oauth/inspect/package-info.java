/**
 * Introspection and revocation of tokens.
 *
 * <p><b>What decides here</b>: the authority's domain, for the client that asks. <b>When nothing is
 * configured</b>: nobody may introspect anything. <b>What the caller is told</b>: {@code active:
 * false} and nothing else for every token that is not for them; a revoked token and one nobody
 * knows look alike.
 */
@NullMarked
package dev.locum.authservice.oauth.inspect;

import org.jspecify.annotations.NullMarked;
