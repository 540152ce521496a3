/**
 * Connections at the gateway: which workload stands behind one, and what it may touch.
 *
 * <p><b>What decides here</b>: the stored workload, read anew for each question, and the grants
 * that follow from what is registered. <b>When nothing is configured</b>: every credential is
 * unknown. <b>What the caller is told</b>: {@code CREDENTIAL_REJECTED}, whatever was wrong.
 *
 * <p>Start with {@link dev.locum.authservice.connection.Connections}.
 */
@NullMarked
package dev.locum.authservice.connection;

import org.jspecify.annotations.NullMarked;
