/**
 * The clients that a {@link dev.locum.worker.context.LocumContext} hands out.
 *
 * <p><b>What decides here</b>: {@link dev.locum.worker.downstream.CallAuthorizer}, for each call.
 * <b>When nothing is configured</b>: there is no client. <b>What the caller is told</b>: the
 * refusal, before anything is sent.
 */
@NullMarked
package dev.locum.worker.client;

import org.jspecify.annotations.NullMarked;
