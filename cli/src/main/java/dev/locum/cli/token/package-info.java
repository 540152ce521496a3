/**
 * {@code locum token}: look into a token, and verify one.
 *
 * <p><b>What decides here</b>: {@code dev.locum.token.TokenVerifier} with the keys of the profile's
 * auth service. <b>When nothing is configured</b>: a token is read from standard input; the current
 * login's with {@code --mine}. <b>What the caller is told</b>: header and claims; never the
 * signature, so that what is printed is no token any more (TT-13).
 */
@NullMarked
package dev.locum.cli.token;

import org.jspecify.annotations.NullMarked;
