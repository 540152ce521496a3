/**
 * Identifiers that the authority makes.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: a clock and a source of
 * randomness must be given. <b>What the caller is told</b>: identifiers are not secret and prove
 * nothing.
 */
@NullMarked
package dev.locum.authservice.identifier;

import org.jspecify.annotations.NullMarked;
