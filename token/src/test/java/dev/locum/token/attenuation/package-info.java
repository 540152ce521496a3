/** Tests that what is derived from a token is only ever narrower. */
@NullMarked
package dev.locum.token.attenuation;

import org.jspecify.annotations.NullMarked;
