/**
 * Addresses for tests, on loopback only.
 *
 * <p><b>What decides here</b>: the operating system. <b>When nothing is configured</b>: 127.0.0.1.
 * <b>What the caller is told</b>: a port that was free a moment ago.
 */
@NullMarked
package dev.locum.testkit.net;

import org.jspecify.annotations.NullMarked;
