/** Proofs about what is sent, and a collector to send it to. */
@NullMarked
package dev.locum.telemetry;

import org.jspecify.annotations.NullMarked;
