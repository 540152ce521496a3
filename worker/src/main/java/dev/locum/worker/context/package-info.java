/**
 * What activities see of Locum: for whom they act, and clients that authenticate properly.
 *
 * <p><b>What decides here</b>: nothing. The plugin has verified the delegation before an activity
 * runs. <b>When nothing is configured</b>: there is no context, and asking for it throws. <b>What
 * the caller is told</b>: the public code of a refusal. No token can be reached from this package.
 */
@NullMarked
package dev.locum.worker.context;

import org.jspecify.annotations.NullMarked;
