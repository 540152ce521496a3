/**
 * Puts the authority together from its settings and starts it: store, keys, domain, gRPC, HTTP, in
 * that order.
 *
 * <p><b>What decides here</b>: the settings; the only place that reads the clock, the environment
 * and files. <b>When nothing is configured</b>: it does not start. <b>What the caller is told</b>:
 * every problem of the settings at once, on standard error, and exit code 2.
 *
 * <p>Start with {@link dev.locum.authservice.bootstrap.AuthServiceProcess}.
 */
@NullMarked
package dev.locum.authservice.bootstrap;

import org.jspecify.annotations.NullMarked;
