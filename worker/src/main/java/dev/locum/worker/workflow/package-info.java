/**
 * The workflow side: what happens to a workflow before its first line, and to everything that it
 * sends or receives. It runs in workflow threads and is replayed, so it reads no clock, asks nobody
 * and keeps nothing outside the run; whatever needs an answer is a local activity, recorded once.
 *
 * <p><b>What decides here</b>: recorded answers; before them only whether the work is addressed to
 * this worker at all. <b>When nothing is configured</b>: nothing runs. <b>What the caller is
 * told</b>: a refused workflow fails with {@code locum.<CODE>}; a refused update or query answers
 * the same; a refused signal is dropped, with a marker in the history.
 */
@NullMarked
package dev.locum.worker.workflow;

import org.jspecify.annotations.NullMarked;
