/** Tests of what binds a token to its holder. */
@NullMarked
package dev.locum.token.proof;

import org.jspecify.annotations.NullMarked;
