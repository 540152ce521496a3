/**
 * Temporal namespaces: whose they are, and what the gateway asks of calls in them.
 *
 * <p><b>What decides here</b>: the stored record; what a workload may touch follows from it, from
 * the queues that its tenant owns and from its tenant's routes. <b>When nothing is configured</b>:
 * a namespace that is not registered cannot be reached through the gateway. <b>What the caller is
 * told</b>: a namespace that is not theirs is not there.
 *
 * <p>Start with {@link dev.locum.authservice.namespace.Namespace} and {@link
 * dev.locum.authservice.namespace.Grants}.
 */
@NullMarked
package dev.locum.authservice.namespace;

import org.jspecify.annotations.NullMarked;
