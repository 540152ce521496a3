/**
 * Writes down what changes the example's rows, so that a killed service starts again where it was.
 *
 * <p><b>What decides here</b>: the rows decide whether a request is possible. <b>When nothing is
 * configured</b>: rows live in memory only. <b>What the caller is told</b>: a request that is not
 * possible is refused and not written; when nothing can be written, everything is refused.
 */
@NullMarked
package dev.locum.carsharing.journal;

import org.jspecify.annotations.NullMarked;
