/**
 * What a test must not find in logs.
 *
 * <p><b>What decides here</b>: {@link dev.locum.testkit.log.NoSecretsInLogs} after each test.
 * <b>When nothing is configured</b>: whatever looks like a signed token fails the test, and so does
 * every secret that the test has named. <b>What the caller is told</b>: which logger wrote it,
 * without the secret.
 */
@NullMarked
package dev.locum.testkit.log;

import org.jspecify.annotations.NullMarked;
