/**
 * Contract authorization for servlet containers (Jakarta Servlet 5 or newer, which the container
 * brings along).
 *
 * <p><b>What decides here</b>: nothing; {@code dev.locum.grpcauthz.http} does. <b>When nothing is
 * configured</b>: a filter without an authorization cannot be made; a route that is not in its
 * table is refused. <b>What the caller is told</b>: see {@link
 * dev.locum.grpcauthz.http.HttpRefusal}.
 */
@NullMarked
package dev.locum.grpcauthz.servlet;

import org.jspecify.annotations.NullMarked;
