/**
 * The server side of contract authorization: one interceptor that takes credentials out,
 * authenticates, decides, records and runs the handler, in that order.
 *
 * <p><b>What decides here</b>: the contract and the caller, in {@code
 * dev.locum.grpcauthz.internal}. <b>When nothing is configured</b>: a server without contracts,
 * authenticator or audit cannot be built; a method without options is refused. <b>What the caller
 * is told</b>: a code and a fixed sentence; never which role, action or header was missing.
 *
 * <p>Start with {@link dev.locum.grpcauthz.server.GrpcAuthorization}.
 */
@NullMarked
package dev.locum.grpcauthz.server;

import org.jspecify.annotations.NullMarked;
