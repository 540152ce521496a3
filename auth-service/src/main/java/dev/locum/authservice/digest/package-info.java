/**
 * SHA-256.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: there is nothing to
 * configure. <b>What the caller is told</b>: nothing.
 */
@NullMarked
package dev.locum.authservice.digest;

import org.jspecify.annotations.NullMarked;
