/**
 * The activity side: every activity, local or not, is verified for real before its first line.
 *
 * <p><b>What decides here</b>: {@link dev.locum.worker.verification.DelegationVerifier}. <b>When
 * nothing is configured</b>: an activity whose type declares no action runs only while the
 * delegation is fully active. <b>What the caller is told</b>: a failure of type {@code
 * locum.<CODE>}, non-retryable unless the same work may succeed later or at another worker.
 */
@NullMarked
package dev.locum.worker.activity;

import org.jspecify.annotations.NullMarked;
