/**
 * Suites that every implementation of a seam must pass; extend one in a test and say how the
 * implementation is made.
 *
 * <p><b>What decides here</b>: the contract that the seam's documentation states. <b>When nothing
 * is configured</b>: there is no default implementation to test. <b>What the caller is told</b>:
 * which sentence of the contract does not hold.
 */
@NullMarked
package dev.locum.testkit.contract;

import org.jspecify.annotations.NullMarked;
