/**
 * The headers in which callers prove themselves to a downstream, and their intake at a server.
 *
 * <p><b>What decides here</b>: whether each credential header is there at most once and has its
 * form. <b>When nothing is configured</b>: every credential and forwarded header is taken out of
 * the request before a handler can see it, on every route. <b>What the caller is told</b>: {@code
 * FORWARDED_HEADER_REFUSED} or {@code TOKEN_REJECTED}, never which header.
 */
@NullMarked
package dev.locum.grpcauthz.header;

import org.jspecify.annotations.NullMarked;
