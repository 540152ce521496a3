/**
 * Contract authorization for Helidon SE 4 (Java 21).
 *
 * <p><b>What decides here</b>: nothing; {@code dev.locum.grpcauthz.http} does. <b>When nothing is
 * configured</b>: a routing without an authorization cannot be made; a route that is not in its
 * table is refused. <b>What the caller is told</b>: see {@link
 * dev.locum.grpcauthz.http.HttpRefusal}.
 *
 * <p>Start with {@link dev.locum.helidon.ContractRouting}.
 */
@NullMarked
package dev.locum.helidon;

import org.jspecify.annotations.NullMarked;
