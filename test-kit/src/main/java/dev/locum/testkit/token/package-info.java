/**
 * Real tokens for tests: signed with real keys, of every kind, right or wrong in one stated
 * respect.
 *
 * <p><b>What decides here</b>: the test states one difference to a valid token. <b>When nothing is
 * configured</b>: the token is valid, of Ada of tenant alice. <b>What the caller is told</b>:
 * nothing; the verifier under test decides.
 *
 * <p>Start with {@link dev.locum.testkit.token.TestIssuer}.
 */
@NullMarked
package dev.locum.testkit.token;

import org.jspecify.annotations.NullMarked;
