/**
 * The services that activities call, and how a call to each is authenticated.
 *
 * <p><b>What decides here</b>: the method table of a {@link dev.locum.worker.downstream.Downstream}
 * and the delegation: a call leaves only when its action is declared and allowed. <b>When nothing
 * is configured</b>: the mode is {@code EXCHANGE}, the downstream is external, and no method may be
 * called. <b>What the caller is told</b>: {@code ACTION_NOT_ALLOWED}, before anything is sent.
 */
@NullMarked
package dev.locum.worker.downstream;

import org.jspecify.annotations.NullMarked;
