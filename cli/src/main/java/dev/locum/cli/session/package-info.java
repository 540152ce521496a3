/**
 * Who is logged in: an access token for each call, refreshed when it is about to expire.
 *
 * <p><b>What decides here</b>: the auth service; {@link dev.locum.cli.session.Session} only decides
 * that a token is shown to no other issuer than its own. <b>When nothing is configured</b>: nobody
 * is logged in. <b>What the caller is told</b>: to log in.
 */
@NullMarked
package dev.locum.cli.session;

import org.jspecify.annotations.NullMarked;
