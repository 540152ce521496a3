/**
 * The whole of Locum on one machine: auth service, trigger, embedded Temporal, two tenants' workers
 * and three downstreams, on loopback, with TLS from a certificate authority made on the spot.
 *
 * <p><b>What decides here</b>: nothing; the parts decide. <b>When nothing is configured</b>: every
 * secret is made at random, written readable by the owner only, and kept in the state directory.
 * <b>What the caller is told</b>: where the parts listen, and where their secrets and logs are.
 *
 * <p>Start with {@link dev.locum.launcher.topology.Topology}.
 */
@NullMarked
package dev.locum.launcher.topology;

import org.jspecify.annotations.NullMarked;
