/**
 * The registered OAuth clients: applications that users log in through. What acts for itself is a
 * workload and registered as one.
 *
 * <p><b>What decides here</b>: the stored client, read anew each time. <b>When nothing is
 * configured</b>: there is no client but the built-in {@code locum-cli}; a client without redirect
 * URIs, grants or scopes gets nothing. <b>What the caller is told</b>: {@code invalid_client} for
 * everything that does not prove a registered client.
 *
 * <p>Start with {@link dev.locum.authservice.client.Client} and {@link
 * dev.locum.authservice.client.Clients}.
 */
@NullMarked
package dev.locum.authservice.client;

import org.jspecify.annotations.NullMarked;
