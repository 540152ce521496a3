/** Tests of the kinds of token: what each verifier takes and what it refuses. */
@NullMarked
package dev.locum.token;

import org.jspecify.annotations.NullMarked;
