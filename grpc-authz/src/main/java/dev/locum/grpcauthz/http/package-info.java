/**
 * Contract authorization over HTTP: the same rules as over gRPC, with a table of routes in place of
 * the proto options. It knows no web framework; {@code dev.locum.grpcauthz.servlet} adapts it.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.http.HttpRoutes} says what a route
 * demands; who calls and whether that suffices is decided by the same code as over gRPC. <b>When
 * nothing is configured</b>: a route that is not in the table is refused, and so is a path that has
 * more than one reading. <b>What the caller is told</b>: a status, the code of the refusal and its
 * fixed sentence.
 *
 * <p>Start with {@link dev.locum.grpcauthz.http.HttpAuthorization}.
 */
@NullMarked
package dev.locum.grpcauthz.http;

import org.jspecify.annotations.NullMarked;
