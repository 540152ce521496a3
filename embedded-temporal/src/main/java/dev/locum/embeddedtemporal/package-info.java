/**
 * The Temporal engine of {@code locum up}, of the demo and of tests: the Java test server in a
 * listener of ours.
 *
 * <p><b>What decides here</b>: nothing. The engine trusts every caller, which is why it is bound to
 * the loopback address and cannot be bound to another. <b>When nothing is configured</b>: a free
 * port, time skipping locked. <b>What the caller is told</b>: whatever the test server answers.
 *
 * <p>Start with {@link dev.locum.embeddedtemporal.EmbeddedTemporal}. It is no production engine: it
 * keeps nothing, knows no namespaces and isolates nobody.
 */
@NullMarked
package dev.locum.embeddedtemporal;

import org.jspecify.annotations.NullMarked;
