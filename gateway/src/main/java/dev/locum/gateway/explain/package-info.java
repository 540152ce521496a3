/**
 * What would be decided about a call, and why, for those who operate the gateway.
 *
 * <p><b>What decides here</b>: the rules that decide about calls, which are shown a request that
 * goes nowhere; who may ask, {@code gateway.wire}. <b>When nothing is configured</b>: nothing is
 * allowed, and that is explained. <b>What the caller is told</b>: reason and detail as the audit
 * trail has them, and what the workload is granted; never a credential.
 *
 * <p>Start with {@link dev.locum.gateway.explain.Explanations}.
 */
@NullMarked
package dev.locum.gateway.explain;

import org.jspecify.annotations.NullMarked;
