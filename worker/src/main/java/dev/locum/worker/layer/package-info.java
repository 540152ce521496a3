/**
 * The layers of checks in the worker library, so that a test can prove that each of them refuses
 * alone.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: every layer is on, and
 * nothing that users can configure turns one off. <b>What the caller is told</b>: nothing.
 */
@NullMarked
package dev.locum.worker.layer;

import org.jspecify.annotations.NullMarked;
