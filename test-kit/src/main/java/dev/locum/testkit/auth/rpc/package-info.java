/**
 * How the fake auth service stands on the wire.
 *
 * <p><b>What decides here</b>: nothing; answers come from {@code dev.locum.testkit.auth}. <b>When
 * nothing is configured</b>: a method without an answer is unimplemented. <b>What the caller is
 * told</b>: a status with one {@code Refusal} detail, made here by hand, so that tests do not take
 * the wire form on trust from the code that they test.
 */
@NullMarked
package dev.locum.testkit.auth.rpc;

import org.jspecify.annotations.NullMarked;
