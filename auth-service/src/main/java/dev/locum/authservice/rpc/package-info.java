/**
 * The authority's gRPC services: each authenticates, translates, and lets the domain decide.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.rpc.MethodAccess}, one table that says
 * who may call each method; a method that is not in it is refused. <b>When nothing is
 * configured</b>: there is no caller without a service token. <b>What the caller is told</b>: a
 * public reason with a fixed sentence.
 *
 * <p>Start with {@link dev.locum.authservice.rpc.MethodAccess} and {@link
 * dev.locum.authservice.rpc.CallerAuthentication}.
 */
@NullMarked
package dev.locum.authservice.rpc;

import org.jspecify.annotations.NullMarked;
