/**
 * The worker library: one plugin for the Temporal Java SDK.
 *
 * <p><b>What decides here</b>: the auth service, asked online before any work; between its answers
 * the verified token, for at most as long as the answer says. <b>When nothing is configured</b>:
 * the plugin cannot be built, and a worker whose queues the auth service does not list does not
 * start. <b>What the caller is told</b>: a failure of type {@code locum.<CODE>} with the public
 * code only.
 */
@NullMarked
package dev.locum.worker;

import org.jspecify.annotations.NullMarked;
